"""A request under the microscope."""
