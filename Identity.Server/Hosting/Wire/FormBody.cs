namespace Identity.Server.Hosting.Wire;

/// <summary>A form-encoded body, read strictly: what is ambiguous or damaged is refused, not repaired.</summary>
internal sealed class FormBody
{
    public const string MediaType = "application/x-www-form-urlencoded";

    private readonly List<KeyValuePair<string, string>> _parameters;

    private FormBody(List<KeyValuePair<string, string>> parameters) => _parameters = parameters;

    public int Count => _parameters.Count;

    /// <summary>The parameter's value; null where it is absent or empty, which are the same.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var (key, value) in _parameters)
            {
                if (key == name)
                    return value;
            }

            return null;
        }
    }

    public IEnumerable<string> Names => _parameters.Select(pair => pair.Key).Distinct(StringComparer.Ordinal);

    /// <summary>Every value of a parameter that may be repeated.</summary>
    public IEnumerable<string> All(string name) =>
        _parameters.Where(pair => pair.Key == name).Select(pair => pair.Value);

    /// <param name="body">The bytes as they came.</param>
    /// <param name="repeatable">The one parameter that may occur more than once, if any.</param>
    public static BodyRead<FormBody> Parse(ReadOnlySpan<byte> body, string? repeatable = null)
    {
        const int MostParameters = 64;
        var parameters = new List<KeyValuePair<string, string>>(8);
        while (!body.IsEmpty)
        {
            var end = body.IndexOf((byte)'&');
            var pair = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            if (pair.IsEmpty)
                continue;

            var equals = pair.IndexOf((byte)'=');
            var name = FormText.Decode(equals < 0 ? pair : pair[..equals]);
            var value = equals < 0 ? "" : FormText.Decode(pair[(equals + 1)..]);
            if (name is null || value is null)
                return BodyFault.Malformed;
            if (value.Length == 0)
                continue;
            if (parameters.Count == MostParameters)
                return BodyFault.TooManyParameters;
            if (name != repeatable && parameters.Exists(other => other.Key == name))
                return BodyFault.RepeatedParameter;
            parameters.Add(new(name, value));
        }
        return new FormBody(parameters);
    }

    public override string ToString() => $"{Count} parameters";
}
