using System.Text.Json.Nodes;
using Identity.Admin.Management.Wire;

namespace Identity.Admin.Blocks.Editing;

/// <summary>What somebody is changing: the members as the server had them, and as they are now.</summary>
/// <param name="body">As the server had them.</param>
/// <param name="etag">By which the server knows whether they are still so.</param>
public sealed class Draft(JsonObject body, string etag)
{
    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _typed = new(StringComparer.Ordinal);
    private JsonObject _original = body.DeepClone().AsObject();
    private JsonObject _current = body.DeepClone().AsObject();

    /// <summary>For something that is not there yet.</summary>
    public Draft()
        : this([], "*") { }

    public event Action? Changed;

    public string ETag { get; private set; } = etag;

    /// <summary>What the server found wrong, by member.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; private set; } =
        new Dictionary<string, string[]>(StringComparer.Ordinal);

    public bool IsDirty => Changes().Any();

    /// <summary>The members that have a field here, whose errors stand beside it.</summary>
    public IReadOnlyCollection<string> Fields => _labels.Keys;

    public JsonNode? this[string member] => _current[member];

    /// <summary>All members as they are now, for something that is to be created.</summary>
    public JsonObject Body => _current.DeepClone().AsObject();

    /// <summary>As it was typed, for as long as that says the same: a field that lost the space after a word could not be typed in.</summary>
    public string Text(string member)
    {
        var kept = _current[member] is JsonValue value ? value.ToString() : "";
        return _typed.TryGetValue(member, out var typed) && typed.Trim() == kept ? typed : kept;
    }

    public bool Flag(string member) =>
        _current[member] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    public IReadOnlyList<string> Texts(string member) =>
        _current[member] is JsonArray list ? [.. list.Select(item => item?.ToString() ?? "")] : [];

    public void Set(string member, JsonNode? value)
    {
        _current[member] = value;
        if (Errors.ContainsKey(member))
            Errors = Errors.Where(error => error.Key != member).ToDictionary(StringComparer.Ordinal);
        Changed?.Invoke();
    }

    /// <summary>An emptied field takes the member away.</summary>
    public void SetText(string member, string? text)
    {
        _typed[member] = text ?? "";
        Set(member, string.IsNullOrWhiteSpace(text) ? null : JsonValue.Create(text.Trim()));
    }

    public void SetTexts(string member, IEnumerable<string> texts) =>
        Set(member, new JsonArray([.. texts.Select(text => (JsonNode)JsonValue.Create(text)!)]));

    /// <summary>Each field says what it is called, for whoever reads the difference.</summary>
    public void Name(string member, string label) => _labels[member] = label;

    public string LabelOf(string member) => _labels.GetValueOrDefault(member, member);

    public IEnumerable<Change> Changes() => Change.Between(_original, _current);

    /// <summary>What is sent: the members that have changed, and nothing else.</summary>
    public JsonObject Patch() => MergePatch.Of(_original, _current);

    public void Discard()
    {
        _current = _original.DeepClone().AsObject();
        Errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        Changed?.Invoke();
    }

    public void Saved(JsonObject body, string etag)
    {
        _original = body.DeepClone().AsObject();
        ETag = etag;
        Discard();
    }

    public void Refused(Problem problem)
    {
        Errors = problem.Errors;
        Changed?.Invoke();
    }

    /// <summary>What somebody else has changed since, beside what is changed here.</summary>
    public Merge MergeWith(JsonObject theirs) => new(_original, _current, theirs);

    /// <summary>Goes on from what is there now, with these members as they are to be.</summary>
    public void GoOnFrom(JsonObject theirs, string etag, JsonObject mine)
    {
        _original = theirs.DeepClone().AsObject();
        ETag = etag;
        _current = theirs.DeepClone().AsObject();
        foreach (var (member, value) in mine)
            _current[member] = value?.DeepClone();
        Changed?.Invoke();
    }
}
