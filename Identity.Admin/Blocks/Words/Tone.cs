namespace Identity.Admin.Blocks.Words;

/// <summary>How a state is to be taken.</summary>
public enum Tone
{
    Plain,
    Good,
    New,
    Warn,
    Bad,
}
