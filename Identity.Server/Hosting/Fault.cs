namespace Identity.Server.Hosting;

/// <summary>What went wrong with a request, for the page that a browser is shown about it.</summary>
/// <param name="Number">By which the log's lines about it are found.</param>
/// <param name="Asked">Method and path; the query may hold secrets.</param>
internal sealed record Fault(int Status, string Number, string Asked);
