"""What the place is furnished with: builders of equipment, without any graphics."""
