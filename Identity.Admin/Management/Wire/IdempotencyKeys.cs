namespace Identity.Admin.Management.Wire;

/// <summary>
/// Names each attempt to create something: who tries the same again because no answer came gets the answer to the first
/// attempt, and not a second one of it.
/// </summary>
internal sealed class IdempotencyKeys
{
    private readonly Dictionary<(string Path, string Body), string> _unanswered = [];

    public string For(string path, string body)
    {
        if (!_unanswered.TryGetValue((path, body), out var key))
            _unanswered[(path, body)] = key = Guid.CreateVersion7().ToString();
        return key;
    }

    public void Answered(string path, string body) => _unanswered.Remove((path, body));
}
