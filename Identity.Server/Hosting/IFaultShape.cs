namespace Identity.Server.Hosting;

/// <summary>How a door answers below its own paths what nobody answered: each registers its own, and needs to know of no other.</summary>
internal interface IFaultShape
{
    bool Covers(PathString path);

    /// <summary>Writes the answer for the status that the response has.</summary>
    Task AnswerAsync(HttpContext http);
}
