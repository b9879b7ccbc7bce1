namespace Identity.Admin.Sections.Profiles;

/// <summary>A mistake in a document, and its line.</summary>
public sealed record DocumentFault(int Line, string Sentence);
