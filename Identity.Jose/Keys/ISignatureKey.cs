namespace Identity.Jose.Keys;

/// <summary>Key material of one family, safe to use from many threads at once.</summary>
internal interface ISignatureKey : IDisposable
{
    /// <summary>The one length that a signature of this key has.</summary>
    int SignatureLength { get; }

    /// <summary>Fills <paramref name="signature"/>, which is exactly <see cref="SignatureLength"/> long.</summary>
    void Sign(ReadOnlySpan<byte> input, Span<byte> signature);

    bool Verify(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature);
}
