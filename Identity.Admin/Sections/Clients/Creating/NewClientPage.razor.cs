using System.Text.Json.Nodes;
using Identity.Admin.Blocks.Editing;
using Identity.Admin.Management;
using Identity.Admin.Management.Wire;
using Identity.Admin.Sections.Clients.Addresses;
using Microsoft.AspNetCore.Components;

namespace Identity.Admin.Sections.Clients.Creating;

/// <summary>Asks what is being built, and makes the client that fits it.</summary>
public sealed partial class NewClientPage
{
    private const string Refresh = "offline_access";
    private static readonly string[] Steps = ["What it is", "Name and addresses", "What it may ask for", "Check"];
    private static readonly string[] Typed =
    [
        "client_name",
        "client_id",
        "redirect_uris",
        "post_logout_redirect_uris",
        "is_first_party",
    ];

    private Draft _draft = new();
    private string _slug = "";
    private int _step;
    private IReadOnlyList<ClientPreset> _presets = [];
    private ClientPreset? _preset;
    private ScopeShelf _shelf = ScopeShelf.Empty;
    private NewClient? _made;
    private Problem? _problem;

    [CascadingParameter]
    public Me Me { get; set; } = null!;

    /// <summary>What is being built, where the link that led here says so.</summary>
    [SupplyParameterFromQuery]
    public string? Kind { get; set; }

    private string Method =>
        _draft.Text("token_endpoint_auth_method") is { Length: > 0 } method ? method : "client_secret_basic";

    private bool HasCodeFlow => _draft.Texts("grant_types").Contains("authorization_code", StringComparer.Ordinal);

    private bool HasPeople => !_draft.Texts("grant_types").All(grant => grant == "client_credentials");

    private string ScopeHint =>
        HasPeople
            ? $"It gets no more than what is ticked, and no more than it asks for. With {Refresh} people stay signed in: the app gets refresh tokens."
            : "Its tokens are good for these and nothing else.";

    private bool CanGoOn =>
        _step switch
        {
            0 => _preset is not null,
            1 => _draft.Text("client_name").Length > 0
                && _draft.Text("client_id") is { Length: > 0 } id
                && ClientSlug.ProblemOf(id) is null
                && (!HasCodeFlow || AreGood("redirect_uris", fewest: 1))
                && AreGood("post_logout_redirect_uris", fewest: 0),
            _ => true,
        };

    protected override async Task OnInitializedAsync()
    {
        _draft.Changed += Follow;
        if (!RendererInfo.IsInteractive || !Me.May("clients.write"))
            return;
        var presets = await Clients.PresetsAsync();
        if (presets.Failed(out var found))
        {
            _problem = presets.Problem;
            return;
        }
        _presets = found.Items;
        if (_presets.FirstOrDefault(preset => preset.Name == Kind) is { } named)
            Choose(named);
        var shelf = await ScopeShelf.LoadAsync(Apis, Me);
        if (shelf.Failed(out var scopes))
            _problem = shelf.Problem;
        else
            _shelf = scopes;
    }

    // What was typed already stays: only what the kind says of the client changes.
    private void Choose(ClientPreset preset)
    {
        var before = _draft;
        before.Changed -= Follow;
        _preset = preset;
        _draft = new Draft();
        foreach (var (member, value) in preset.Client)
            _draft.Set(member, value?.DeepClone());
        foreach (var member in Typed.Where(member => before[member] is not null))
            _draft.Set(member, before[member]!.DeepClone());
        _draft.Changed += Follow;
    }

    // The id follows the name until somebody writes one of their own.
    private void Follow()
    {
        var slug = ClientSlug.Of(_draft.Text("client_name"));
        if (slug != _slug && _draft.Text("client_id") == _slug)
        {
            _slug = slug;
            _draft.SetText("client_id", slug);
        }
        _ = InvokeAsync(StateHasChanged);
    }

    private bool AreGood(string member, int fewest)
    {
        var addresses = _draft.Texts(member);
        return addresses.Count >= fewest
            && addresses.Distinct(StringComparer.Ordinal).Count() == addresses.Count
            && addresses.All(address =>
                address.Length > "https://".Length && AddressRules.ProblemOf(address, AddressUse.Redirect) is null
            );
    }

    private string[] ScopesOf() => _draft.Text("scope").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private string Example(string path) =>
        _preset?.Name switch
        {
            "native" or "mcp" => $"http://127.0.0.1/{path}",
            "spa" => "https://app.example.com/",
            _ => $"https://app.example.com/{path}",
        };

    private async Task CreateAsync()
    {
        var client = _draft.Body;
        client["grant_types"] = new JsonArray([.. GrantTypes().Select(grant => (JsonNode)JsonValue.Create(grant))]);
        if (!HasCodeFlow)
        {
            client.Remove("redirect_uris");
            client.Remove("post_logout_redirect_uris");
        }
        var answer = await Clients.CreateAsync(client);
        if (answer.Failed(out var made))
        {
            _problem = answer.Problem;
            _draft.Refused(_problem!);
            // Back to where the field is that is wrong.
            if (_problem!.Kind == ProblemKind.Conflict || _problem.Errors.Keys.Intersect(Typed).Any())
                _step = 1;
            else if (_problem.Errors.ContainsKey("scope"))
                _step = 2;
            return;
        }
        (_made, _problem) = (made, null);
    }

    // Refresh tokens are what offline_access asks for: the one without the other would do nothing.
    private IEnumerable<string> GrantTypes()
    {
        var grants = _draft.Texts("grant_types");
        if (!HasPeople)
            return grants;
        return ScopesOf().Contains(Refresh, StringComparer.Ordinal)
            ? grants.Union([GrantWords.Refresh], StringComparer.Ordinal)
            : grants.Where(grant => grant != GrantWords.Refresh);
    }

    private void StartAgain()
    {
        (_made, _preset, _problem, _step, _slug) = (null, null, null, 0, "");
        _draft.Changed -= Follow;
        _draft = new Draft();
        _draft.Changed += Follow;
    }
}
