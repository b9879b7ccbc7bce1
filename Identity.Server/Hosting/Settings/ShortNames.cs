namespace Identity.Server.Hosting.Settings;

/// <summary>The names that hosts give to what they hand out, such as DATABASE_URL: heard where none of our own environment variables says otherwise.</summary>
internal sealed class ShortNames(Func<string, string?> variable) : ConfigurationProvider, IConfigurationSource
{
    private readonly Dictionary<string, string> _heard = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Each variable, and the setting that it stands for.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DATABASE_URL"] = "ConnectionStrings:Identity",
            ["DATABASE_URL_UNPOOLED"] = "ConnectionStrings:IdentityDirect",
        };

    public override void Load()
    {
        foreach (var (name, setting) in All)
        {
            if (variable(name) is { Length: > 0 } value)
            {
                Set(setting, value);
                _heard[setting] = name;
            }
        }
    }

    /// <summary>The variable that a setting was heard from.</summary>
    public string? NameOf(string setting) => _heard.GetValueOrDefault(setting);

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public override string ToString() => $"the environment variables {string.Join(", ", All.Keys)}";
}
