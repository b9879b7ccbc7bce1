namespace Identity.Server.Mail.Rendering;

/// <summary>The part of a letter's looks that cannot stand in its lines: the dark scheme and narrow screens.</summary>
internal static class LetterStyle
{
    public const string Fonts = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";

    /// <remarks>The colours are checked when the settings are read, so nothing of theirs can end the element.</remarks>
    public static string For(BrandOptions brand) =>
        $$"""
            <style>
            :root { color-scheme: light dark; supported-color-schemes: light dark; }
            @media (prefers-color-scheme: dark) {
              .page { background: #111318 !important; }
              .card { background: #181b21 !important; border-color: #2a2f38 !important; }
              .ink { color: #e8eaee !important; }
              .muted { color: #a3abb8 !important; }
              .link { color: {{brand.AccentDark}} !important; }
              .button { background: {{brand.AccentDark}} !important; }
              .button-label { color: {{AccentInk.On(brand.AccentDark)}} !important; }
            }
            @media (max-width: 600px) { .card { padding: 24px !important; } }
            </style>
            """;
}
