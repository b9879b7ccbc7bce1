namespace Identity.Jose;

internal sealed class Placeholder;
