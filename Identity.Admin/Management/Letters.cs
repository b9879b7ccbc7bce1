using System.Text.Json.Serialization;
using Identity.Admin.Management.Wire;

namespace Identity.Admin.Management;

/// <summary>Letters to people: what became of each, and how they look.</summary>
public sealed class Letters(ManagementApi api)
{
    public Task<Answer<Listing<Letter>>> ListAsync(ListQuery query, CancellationToken ct = default) =>
        api.ListAsync<Letter>("letters", query, ct);

    public Task<Answer<Kept<Letter>>> FindAsync(Guid id, CancellationToken ct = default) =>
        api.FindAsync<Letter>($"letters/{id}", ct);

    public Task<Answer<Letter>> ResendAsync(Guid id) => api.DoAsync<Letter>(HttpMethod.Post, $"letters/{id}/resend");

    public Task<Answer<Nothing>> DeleteAsync(Guid id) => api.DoAsync(HttpMethod.Delete, $"letters/{id}");

    public Task<Answer<Listing<LetterTemplate>>> TemplatesAsync(ListQuery query, CancellationToken ct = default) =>
        api.ListAsync<LetterTemplate>("letter-templates", query, ct);

    public Task<Answer<LetterPreview>> PreviewAsync(string kind, string? locale, CancellationToken ct = default) =>
        api.GetAsync<LetterPreview>(
            $"letter-templates/{Uri.EscapeDataString(kind)}/preview"
                + (string.IsNullOrEmpty(locale) ? "" : $"?locale={Uri.EscapeDataString(locale)}"),
            ct
        );
}

/// <summary>A letter, and what became of it; never what it says.</summary>
public sealed record Letter(
    Guid Id,
    string Kind,
    string Recipient,
    string State,
    int Attempts,
    DateTimeOffset CreatedAt,
    DateTimeOffset? NextAttemptAt,
    DateTimeOffset? SentAt,
    [property: JsonPropertyName("last_problem")] string? Fault
);

/// <summary>A kind of letter.</summary>
public sealed record LetterTemplate(string Kind, string Title, IReadOnlyList<string> Locales);

/// <summary>A letter with made-up data.</summary>
public sealed record LetterPreview(string Subject, string Html, string Text);
