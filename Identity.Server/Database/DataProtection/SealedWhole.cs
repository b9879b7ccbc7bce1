using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Identity.Server.Database.DataProtection;

/// <summary>Tells the framework that a key needs no encryption of its own: <see cref="ProtectionKeys"/> seals the whole of it.</summary>
internal sealed class SealedWhole : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement) =>
        new(new XElement("unencryptedKey", new XElement(plaintextElement)), typeof(NullXmlDecryptor));
}
