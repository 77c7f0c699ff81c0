using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Governance.Reporting.Keys;
using Governance.Transparency;

namespace Governance.Cli.Shared;

/// <summary>The options of a command that signs: a key file, or a signer that lies elsewhere.</summary>
internal sealed class SigningKeyOptions
{
    private const int LargestKey = 64 * 1024;
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(60);

    private readonly Option<string> _key = CommonOptions.Text("--key", "Private P-256 key in PEM form, not encrypted.", "FILE");

    private readonly Option<string> _signer = CommonOptions.Text(
        "--signer",
        "Instead of --key: a key held in a token or by a program, as pkcs11:… or command:….",
        "ADDRESS"
    );

    public SigningKeyOptions(Command command)
    {
        command.Add(_key);
        command.Add(_signer);
    }

    public async Task<ECDsa> OpenAsync(ParseResult parse, CancellationToken ct)
    {
        var (file, signer) = (parse.GetValue(_key), parse.GetValue(_signer));
        if ((file is null) == (signer is null))
        {
            throw CliException.Usage("Name the key with --key, or its location with --signer.");
        }

        return signer is null ? await OfFileAsync(file!, ct) : OfSigner(signer);
    }

    /// <summary>Signs a body; what the signer says against it is no answer.</summary>
    public static DsseEnvelope Sign(string payloadType, byte[] payload, ECDsa key)
    {
        try
        {
            return DsseEnvelope.Sign(payloadType, payload, key);
        }
        catch (SigningKeyException e)
        {
            throw CliException.Undecided(e.Message, e);
        }
    }

    private static DistantEcdsa OfSigner(string signer)
    {
        try
        {
            return SignerAddress.Parse("--signer", signer).Open(s_wait);
        }
        catch (FormatException e)
        {
            throw CliException.Usage(e.Message, e);
        }
        catch (SigningKeyException e)
        {
            throw CliException.Undecided(e.Message, e);
        }
    }

    private static async Task<ECDsa> OfFileAsync(string file, CancellationToken ct)
    {
        var pem = Encoding.UTF8.GetString(await LocalFile.ReadAsync(file, LargestKey, ct));
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            _ = DsseKey.Of(key);
            _ = key.ExportPkcs8PrivateKey();
            return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw CliException.Usage($"{file} holds no private P-256 key in PEM form.", e);
        }
    }
}
