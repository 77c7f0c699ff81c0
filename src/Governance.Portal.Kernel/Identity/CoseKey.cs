using System.Formats.Cbor;
using System.Security.Cryptography;

namespace Governance.Portal.Kernel.Identity;

/// <summary>Public keys as authenticators write them (RFC 9053), turned into what everyone else reads.</summary>
public static class CoseKey
{
    /// <summary>ECDSA on P-256 with SHA-256.</summary>
    public const int Es256 = -7;

    /// <summary>RSA with SHA-256, PKCS #1 v1.5.</summary>
    public const int Rs256 = -257;

    private const int KeyType = 1;
    private const int Algorithm = 3;

    /// <summary>The SubjectPublicKeyInfo in DER, or null when the key is neither of the two kinds that are taken.</summary>
    public static byte[]? ToSpki(byte[] cose)
    {
        ArgumentNullException.ThrowIfNull(cose);
        try
        {
            var members = Read(cose);
            return members switch
            {
                _ when members.GetValueOrDefault(Algorithm) is Es256
                        && members.GetValueOrDefault(KeyType) is 2
                        && members.GetValueOrDefault(-1) is 1 => Curve((byte[])members[-2], (byte[])members[-3]),
                _ when members.GetValueOrDefault(Algorithm) is Rs256 && members.GetValueOrDefault(KeyType) is 3 => Rsa(
                    (byte[])members[-1],
                    (byte[])members[-2]
                ),
                _ => null,
            };
        }
        catch (Exception e)
            when (e
                    is CborContentException
                        or CryptographicException
                        or InvalidOperationException
                        or InvalidCastException
                        or KeyNotFoundException
            )
        {
            return null;
        }
    }

    private static Dictionary<int, object> Read(byte[] cose)
    {
        var reader = new CborReader(cose, CborConformanceMode.Ctap2Canonical);
        var members = new Dictionary<int, object>();
        reader.ReadStartMap();
        while (reader.PeekState() is not CborReaderState.EndMap)
        {
            var label = reader.ReadInt32();
            members[label] = reader.PeekState() is CborReaderState.ByteString ? reader.ReadByteString() : reader.ReadInt32();
        }

        reader.ReadEndMap();
        return members;
    }

    private static byte[] Curve(byte[] x, byte[] y)
    {
        using var key = ECDsa.Create(
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = x, Y = y },
            }
        );
        return key.ExportSubjectPublicKeyInfo();
    }

    private static byte[] Rsa(byte[] modulus, byte[] exponent)
    {
        using var key = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = exponent });
        return key.ExportSubjectPublicKeyInfo();
    }
}
