namespace Identity.Server.Users.Details;

/// <summary>In which way something that is said of a person is not what it should be.</summary>
internal enum DetailFault
{
    /// <summary>Longer than its limit, or more than one line of text.</summary>
    Text,

    /// <summary>Not a URL that a browser opens.</summary>
    Url,
    Birthdate,
    PhoneNumber,
}

/// <summary>One thing that keeps details from being saved.</summary>
/// <param name="Claim">By its name on the wire; of an address, the name of the part.</param>
internal sealed record DetailProblem(string Claim, DetailFault Fault)
{
    /// <summary>For operators; people are told in their language.</summary>
    public string Sentence =>
        Fault switch
        {
            DetailFault.Url => $"{Claim} is not an http or https URL.",
            DetailFault.Birthdate => $"{Claim} is not YYYY-MM-DD (0000 for the year leaves it out) or YYYY.",
            DetailFault.PhoneNumber => $"{Claim} is not an international phone number such as +14255551212.",
            _ => $"{Claim} is too long, or no line of text.",
        };
}
