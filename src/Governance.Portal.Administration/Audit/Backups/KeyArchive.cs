using System.Formats.Tar;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using Governance.Portal.Kernel.Storage;

namespace Governance.Portal.Administration.Audit.Backups;

/// <summary>
/// The key folder as one encrypted file: a tar archive in a CMS message (RFC 5652, AES-256) for the holder of a certificate's key.
/// <c>openssl cms -decrypt -inform DER -inkey KEY -in keys.cms | tar -x</c> reads it without this program.
/// </summary>
internal static class KeyArchive
{
    private const string Aes256 = "2.16.840.1.101.3.4.1.42";

    /// <summary>The certificate of the recipient.</summary>
    /// <exception cref="FormatException">The file has none, or none that can be encrypted to.</exception>
    public static X509Certificate2 ReadRecipient(string file)
    {
        X509Certificate2 certificate;
        try
        {
            certificate = X509Certificate2.CreateFromPem(File.ReadAllText(file));
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"{file} does not hold a readable PEM certificate. {e.Message}", e);
        }

        using var key = certificate.GetRSAPublicKey();
        if (key is null)
        {
            certificate.Dispose();
            throw new FormatException($"The certificate in {file} has no RSA key, and the key folder can only be encrypted to one.");
        }

        return certificate;
    }

    /// <summary>Encrypts files of the key folder.</summary>
    /// <param name="files">Their names in the folder and their bytes.</param>
    /// <param name="recipient">Whom for.</param>
    public static byte[] Encrypt(IReadOnlyDictionary<string, byte[]> files, X509Certificate2 recipient)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, bytes) in files.OrderBy(f => f.Key, StringComparer.Ordinal))
            {
                writer.WriteEntry(
                    new PaxTarEntry(TarEntryType.RegularFile, name)
                    {
                        Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                        DataStream = new MemoryStream(bytes, writable: false),
                    }
                );
            }
        }

        var message = new EnvelopedCms(new ContentInfo(tar.ToArray()), new AlgorithmIdentifier(new Oid(Aes256)));
        message.Encrypt(new CmsRecipient(SubjectIdentifierType.IssuerAndSerialNumber, recipient, RSAEncryptionPadding.OaepSHA256));
        return message.Encode();
    }

    /// <summary>Decrypts an archive.</summary>
    /// <param name="archive">The file.</param>
    /// <param name="keyFile">The recipient's private key, in PEM.</param>
    /// <exception cref="FormatException">The key is not the recipient's, or one of both cannot be read.</exception>
    public static IReadOnlyDictionary<string, byte[]> Decrypt(byte[] archive, string keyFile)
    {
        try
        {
            using var key = RSA.Create();
            key.ImportFromPem(File.ReadAllText(keyFile));
            var message = new EnvelopedCms();
            message.Decode(archive);
            message.Decrypt(message.RecipientInfos[0], key);
            return Read(message.ContentInfo.Content);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"The keys cannot be decrypted with {keyFile}. {e.Message}", e);
        }
    }

    /// <summary>Files of the key folder with their names in it; what a process left beside is not among them.</summary>
    public static async Task<Dictionary<string, byte[]>> ReadAsync(KeyFolder keys, CancellationToken ct)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(keys.Path, "*", SearchOption.AllDirectories))
        {
            if (!Path.GetFileName(file).StartsWith('.'))
            {
                files[Path.GetRelativePath(keys.Path, file).Replace(Path.DirectorySeparatorChar, '/')] = await File.ReadAllBytesAsync(
                    file,
                    ct
                );
            }
        }

        return files;
    }

    private static Dictionary<string, byte[]> Read(byte[] tar)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        using var stream = new MemoryStream(tar, writable: false);
        using var reader = new TarReader(stream);
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.Name.Split('/').Any(p => p is "" or "." or ".."))
            {
                throw new FormatException($"The archive names a file outside the key folder: {entry.Name}.");
            }

            using var bytes = new MemoryStream();
            entry.DataStream?.CopyTo(bytes);
            files[entry.Name] = bytes.ToArray();
        }

        return files;
    }
}
