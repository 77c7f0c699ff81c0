using System.Security.Cryptography;
using Governance.Portal.Kernel.Storage;
using Governance.Transparency;

namespace Governance.Portal.Kernel.AuditLog;

/// <summary>The files of the log's keys.</summary>
public static class LogKeyFiles
{
    /// <summary>Today's private key, PKCS#8 in PEM.</summary>
    public const string Key = "log-key.pem";

    /// <summary>The private key that is to follow, while a rotation is under way.</summary>
    public const string Next = "log-key.next.pem";

    /// <summary>Every public key that ever signed, one a line, oldest first.</summary>
    public const string List = KeyFolder.Mark;

    private const string P256 = "1.2.840.10045.3.1.7";

    public static string New()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    /// <exception cref="FormatException">The file cannot be read.</exception>
    public static string ReadConfigured(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"Audit__KeyFile: {file} cannot be read.", e);
        }
    }

    /// <summary>Every public key that ever signed.</summary>
    /// <exception cref="KeyFolderException">A line is no public key.</exception>
    public static IReadOnlyList<NoteKey> ReadList(KeyFolder keys) => ParseList(keys, keys.Read(List));

    /// <exception cref="KeyFolderException">A line is no public key.</exception>
    public static IReadOnlyList<NoteKey> ParseList(KeyFolder keys, string? text) =>
        [
            .. (text ?? "")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(line =>
                    NoteKey.TryParse(line, out var key)
                        ? key
                        : throw new KeyFolderException($"Storage__KeyPath: {keys.File(List)} has a line that is not a public key: {line}")
                ),
        ];

    public static void Remember(KeyFolder keys, IEnumerable<NoteKey> all) =>
        keys.Write(List, string.Concat(all.Distinct().Select(k => $"{k}\n")));

    /// <summary>Reads a private key; null for anything else than ECDSA P-256 in PKCS#8.</summary>
    public static ECDsa? Parse(string pem)
    {
        if (
            !PemEncoding.TryFind(pem, out var fields)
            || !pem.AsSpan(fields.Label.Start.Value, fields.Label.End.Value - fields.Label.Start.Value).SequenceEqual("PRIVATE KEY")
        )
        {
            return null;
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.ExportParameters(false).Curve.Oid.Value == P256)
            {
                return key;
            }
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // Not a key at all: the caller says so.
        }

        key.Dispose();
        return null;
    }
}
