namespace Identity.Admin.Sections.Users;

/// <summary>What somebody is told who is suspended.</summary>
public sealed record Suspension(string? Message);
