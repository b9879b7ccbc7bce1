namespace Identity.Server.Database.Documents;

/// <summary>A mistake in a document that a person wrote.</summary>
/// <param name="At">Where it is, as `clients[2].redirect_uris`; empty for the document itself.</param>
/// <param name="Sentence">What is wrong, in a sentence that says where.</param>
internal sealed record DocumentProblem(string At, string Sentence);
