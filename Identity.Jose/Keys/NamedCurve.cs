using System.Security.Cryptography;

namespace Identity.Jose.Keys;

/// <summary>A curve of RFC 7518 §6.2.1.1, with the one length that its coordinates may have.</summary>
internal sealed class NamedCurve
{
    public static readonly NamedCurve P256 = new("P-256", ECCurve.NamedCurves.nistP256, 32);
    public static readonly NamedCurve P384 = new("P-384", ECCurve.NamedCurves.nistP384, 48);
    public static readonly NamedCurve P521 = new("P-521", ECCurve.NamedCurves.nistP521, 66);

    private NamedCurve(string name, ECCurve curve, int coordinateLength)
    {
        Name = name;
        Curve = curve;
        CoordinateLength = coordinateLength;
    }

    public string Name { get; }

    public ECCurve Curve { get; }

    public int CoordinateLength { get; }

    public static NamedCurve? Find(string? name) =>
        name switch
        {
            "P-256" => P256,
            "P-384" => P384,
            "P-521" => P521,
            _ => null,
        };

    /// <summary>The curve that a key of the framework lies on, told by its object identifier and not by its length.</summary>
    public static NamedCurve? Of(ECParameters key)
    {
        var id = key.Curve.IsNamed ? key.Curve.Oid.Value : null;
        foreach (var curve in (ReadOnlySpan<NamedCurve>)[P256, P384, P521])
        {
            if (string.Equals(id, curve.Curve.Oid.Value, StringComparison.Ordinal))
                return curve;
        }
        return null;
    }
}
