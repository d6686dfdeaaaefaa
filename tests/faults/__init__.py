"""What the fault suite is made of: hurried phrases, a carrier that falls back, apps in trouble, talks to stand in."""
