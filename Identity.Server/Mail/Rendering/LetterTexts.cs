using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace Identity.Server.Mail.Rendering;

/// <summary>The words of all letters, from LetterTexts.resx and its translations, in the language of the culture that is current.</summary>
internal sealed class LetterTexts(ILoggerFactory logs)
{
    // A factory of its own: where others keep their texts is no business of letters.
    private readonly IStringLocalizer _texts = new ResourceManagerStringLocalizerFactory(
        Options.Create(new LocalizationOptions()),
        logs
    ).Create(typeof(LetterTexts));

    public string this[string key] =>
        _texts[key] is { ResourceNotFound: false } text
            ? text.Value
            : throw new InvalidOperationException($"Letters have no text '{key}'.");
}
