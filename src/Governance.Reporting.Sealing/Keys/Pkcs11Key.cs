using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Governance.Transparency;

namespace Governance.Reporting.Keys;

/// <summary>
/// A key in a PKCS#11 token, found by the labels of token and key. A session that broke is opened again once; calls cannot be cancelled, so
/// one that hangs is waited for no longer than the time allowed, and the next one waits for it.
/// </summary>
internal sealed class Pkcs11Key : ISigningKey
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly SignerAddress _address;
    private readonly TimeSpan _timeout;
    private readonly SemaphoreSlim _turn = new(1);
    private Pkcs11Session? _session;

    private Pkcs11Key(SignerAddress address, TimeSpan timeout) => (_address, _timeout) = (address, timeout);

    public ReadOnlyMemory<byte> PublicKey { get; private set; }

    public static Pkcs11Key Open(SignerAddress address, TimeSpan timeout)
    {
        if (OperatingSystem.IsWindows())
        {
            throw address.Away("PKCS#11 tokens are supported on Linux only. Use a command instead.");
        }

        var key = new Pkcs11Key(address, timeout);
        try
        {
            key.PublicKey = key.Within(() => key.Spki(key.Session().PublicPoint()));
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    public byte[] SignDigest(ReadOnlySpan<byte> digest)
    {
        var sent = digest.ToArray();
        return Within(() =>
        {
            try
            {
                return Session().Sign(sent);
            }
            catch (Pkcs11Exception)
            {
                // The token was taken out and put back, or its service restarted: a new session tells.
                _session?.Dispose();
                _session = null;
                return Session().Sign(sent);
            }
        });
    }

    public void Dispose()
    {
        _session?.Dispose();
        _turn.Dispose();
    }

    private Pkcs11Session Session() =>
        _session ??= Pkcs11Session.Open(_address.File("module-path"), _address.Fact("token"), _address.Fact("object"), Pin());

    private byte[] Pin()
    {
        var file = _address.File("pin-source");
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Others) != 0)
            {
                throw _address.Away($"the PIN in {file} can be read by others. Run: chmod 600 {file}");
            }

            return Encoding.UTF8.GetBytes(File.ReadAllText(file).TrimEnd('\n', '\r'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw _address.Away($"the PIN in {file} cannot be read.", e);
        }
    }

    private byte[] Within(Func<byte[]> act)
    {
        if (!_turn.Wait(_timeout))
        {
            throw _address.Away("the token is still working on an earlier signature.");
        }

        var work = Task.Run(() =>
        {
            try
            {
                return act();
            }
            finally
            {
                _turn.Release();
            }
        });
        try
        {
            return work.Wait(_timeout)
                ? work.Result
                : throw _address.Away(
                    string.Create(CultureInfo.InvariantCulture, $"the token did not answer within {_timeout.TotalSeconds:0.#} seconds.")
                );
        }
        catch (AggregateException e)
            when (e.InnerException is Pkcs11Exception or DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw _address.Away(e.InnerException.Message, e.InnerException);
        }
        catch (AggregateException e) when (e.InnerException is SigningKeyException away)
        {
            throw new SigningKeyException(away.Message, away);
        }
    }

    private byte[] Spki(byte[] point)
    {
        const int FieldLength = 32;
        // CKA_EC_POINT is the uncompressed point inside an octet string.
        var plain = point;
        try
        {
            plain = new AsnReader(point, AsnEncodingRules.DER).ReadOctetString();
        }
        catch (AsnContentException)
        {
            // Some tokens leave the octet string out.
        }

        if (plain.Length != (2 * FieldLength) + 1 || plain[0] != 4)
        {
            throw _address.Away("the key is not on the curve P-256.");
        }

        try
        {
            using var key = ECDsa.Create(
                new ECParameters
                {
                    Curve = ECCurve.NamedCurves.nistP256,
                    Q = new ECPoint { X = plain[1..(FieldLength + 1)], Y = plain[(FieldLength + 1)..] },
                }
            );
            return key.ExportSubjectPublicKeyInfo();
        }
        catch (CryptographicException e)
        {
            throw _address.Away("the key is not on the curve P-256.", e);
        }
    }
}
