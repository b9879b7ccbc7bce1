using System.Text.Json.Nodes;
using Identity.Admin.Blocks.Editing;
using Identity.Admin.Management;
using Identity.Admin.Management.Wire;
using Microsoft.AspNetCore.Components;

namespace Identity.Admin.Sections.Apis.Creating;

/// <summary>Asks what an API is called, how its tokens are signed and what can be asked for, and makes it.</summary>
public sealed partial class NewApiPage
{
    private static readonly string[] Steps = ["Name", "Tokens", "Scopes", "Check"];
    private static readonly string[] FirstStep = ["name", "audience"];
    private static readonly string[] SecondStep =
    [
        "algorithm",
        "token_profile",
        "claims",
        "subject",
        "access_token_lifetime_seconds",
    ];

    private readonly Draft _draft = new();
    private int _step;
    private NewApi? _made;
    private Problem? _problem;

    private bool IsPlain => _draft.Text("token_profile") == ApiWords.Plain;

    private IEnumerable<string> Scopes =>
        (_draft["scopes"] as JsonArray ?? []).Select(scope => scope?["name"]?.ToString() ?? "");

    private bool CanGoOn =>
        _step switch
        {
            0 => _draft.Text("name").Length > 0
                && _draft.Text("audience") is { Length: > 0 } audience
                && ScopeRules.ProblemOfAudience(audience) is null,
            2 => Scopes.All(scope => ScopeRules.ProblemOf(scope) is null)
                && Scopes.Distinct(StringComparer.Ordinal).Count() == Scopes.Count(),
            _ => true,
        };

    protected override void OnInitialized()
    {
        _draft.SetText("algorithm", "RS256");
        _draft.SetText("token_profile", "at+jwt");
        _draft.SetText("subject", "id");
        _draft.Changed += () => _ = InvokeAsync(StateHasChanged);
    }

    private async Task CreateAsync()
    {
        var members = _draft.Body;
        if (!IsPlain)
            members.Remove("claims");
        var answer = await Apis.CreateAsync(members);
        if (answer.Failed(out var made))
        {
            _problem = answer.Problem;
            _draft.Refused(_problem!);
            // Back to where the field is that is wrong.
            _step = _problem!.Errors.Keys switch
            {
                var wrong when wrong.Intersect(FirstStep).Any() || _problem.Kind == ProblemKind.Conflict => 0,
                var wrong when wrong.Intersect(SecondStep).Any() => 1,
                var wrong when wrong.Contains("scopes") => 2,
                _ => _step,
            };
            return;
        }
        (_made, _problem) = (made, null);
    }
}
