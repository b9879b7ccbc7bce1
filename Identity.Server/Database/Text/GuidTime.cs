namespace Identity.Server.Database.Text;

/// <summary>The time that an id of version 7 begins with.</summary>
/// <remarks>RFC 9562 §5.7: 48 bits of milliseconds since 1970.</remarks>
internal static class GuidTime
{
    /// <returns>Null where the id is of another version, or its time is beyond the calendar.</returns>
    public static DateTimeOffset? Of(Guid id)
    {
        if (id.Version != 7)
            return null;
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        long milliseconds = 0;
        for (var i = 0; i < 6; i++)
            milliseconds = (milliseconds << 8) | bytes[i];
        return milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
    }
}
