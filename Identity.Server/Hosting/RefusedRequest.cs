namespace Identity.Server.Hosting;

/// <summary>
/// Why an app's request could not be answered to the app: it named no address that is known to be the app's. The page
/// about it is for the app's developer; the person in front of it can do nothing.
/// </summary>
/// <param name="Problem">A sentence in English, as developers search for it.</param>
/// <param name="Details">What was received and what was expected. Anybody may have written it; nothing of it is secret.</param>
internal sealed record RefusedRequest(string Problem, IReadOnlyList<KeyValuePair<string, string>> Details);
