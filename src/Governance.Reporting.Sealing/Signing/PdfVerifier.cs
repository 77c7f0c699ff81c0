using System.Buffers;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Governance.Reporting.Signing;

/// <summary>
/// Checks the signatures of a report offline. It proves that the bytes are those the key signed; whether the key is the
/// installation's is for the caller, who asks <see cref="PdfVerification.IsSealedBy"/> with the fingerprint it knows.
/// </summary>
public static class PdfVerifier
{
    private static readonly SearchValues<byte> s_hexDigits = SearchValues.Create("0123456789ABCDEFabcdef"u8);
    private const string SigningCertificateOid = "1.2.840.113549.1.9.16.2.47";

    public static PdfVerification Verify(byte[] pdf)
    {
        ArgumentNullException.ThrowIfNull(pdf);
        try
        {
            var file = PdfFile.Read(pdf);
            var form = file.ResolveDictionary(file.Root["AcroForm"]) ?? PdfDictionary.Empty;
            var signatures = file.References(form["Fields"])
                .Select(file.Object)
                .Where(field => field.Is("FT", "/Sig") && PdfFile.ReferenceOf(field["V"]) is not null)
                .Select(field => Check(file, PdfFile.ReferenceOf(field["V"])!.Value))
                .ToList();
            return new(signatures, Problem(signatures), Manifest(file));
        }
        catch (Exception exception)
            when (exception
                    is PdfFormatException
                        or FormatException
                        or OverflowException
                        or IndexOutOfRangeException
                        or ArgumentOutOfRangeException
            )
        {
            return new([], $"The file could not be read as a signed PDF: {exception.Message}", null);
        }
    }

    private static string? Problem(List<PdfSignature> signatures)
    {
        if (signatures.Count == 0)
        {
            return "The file carries no signature.";
        }

        if (signatures.Find(signature => signature.Problem is not null) is { } bad)
        {
            return bad.Problem;
        }

        return signatures.Exists(signature => signature.CoversWholeFile)
            ? null
            : "The file was changed after it was signed: no signature covers its last bytes.";
    }

    private static PdfSignature Check(PdfFile file, int number)
    {
        var dictionary = file.Object(number);
        var signer = dictionary["Name"] is { } name ? PdfText.Decode(name) : "";
        var time = dictionary["M"] is { } made ? PdfText.Decode(made) : "";
        var result = new PdfSignature(signer, time, "", "", false, null);
        if (!dictionary.Is("SubFilter", "/ETSI.CAdES.detached"))
        {
            return result with { Problem = "The signature is not in the PAdES format (ETSI.CAdES.detached)." };
        }

        if (Ranges(file, number, dictionary) is not { } ranges)
        {
            return result with { Problem = "The signature's byte range leaves out more than the signature itself." };
        }

        result = result with { CoversWholeFile = ranges.End == file.Bytes.Length };
        if (!result.CoversWholeFile && !EndsRevision(file.Bytes.AsSpan(0, ranges.End)))
        {
            return result with { Problem = "The signature's byte range does not end where a revision of the file ends." };
        }

        byte[] content = [.. file.Bytes.AsSpan(0, ranges.Open), .. file.Bytes.AsSpan(ranges.Close..ranges.End)];
        return CheckCms(
            result,
            content,
            Convert.FromHexString(Encoding.ASCII.GetString(file.Bytes.AsSpan(ranges.Open + 1, ranges.Close - ranges.Open - 2)))
        );
    }

    private static PdfSignature CheckCms(PdfSignature result, byte[] content, byte[] encoded)
    {
        try
        {
            // No signature covers the unused end of /Contents: anything but zeros there was put in afterwards.
            _ = AsnDecoder.ReadEncodedValue(encoded, AsnEncodingRules.BER, out _, out _, out var length);
            if (encoded.AsSpan(length).ContainsAnyExcept((byte)0))
            {
                return result with { Problem = "There are bytes after the signature in the space set aside for it." };
            }

            var cms = new SignedCms(new ContentInfo(content), detached: true);
            cms.Decode(encoded);
            if (cms.SignerInfos.Count != 1 || cms.SignerInfos[0].Certificate is not { } certificate)
            {
                return result with { Problem = "The signature does not name exactly one signer with a certificate." };
            }

            if (!NamesTheDigest(encoded.AsMemory(0, length), cms.SignerInfos[0]))
            {
                return result with { Problem = "The signature does not name the digest that its signer used." };
            }

            result = result with
            {
                Subject = certificate.Subject,
                CertificateSha256 = certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(),
            };
            cms.CheckSignature(verifySignatureOnly: true);
            return NamesCertificate(cms.SignerInfos[0], certificate)
                ? result
                : result with
                {
                    Problem = "The signature does not bind its certificate (signing-certificate-v2).",
                };
        }
        catch (Exception exception) when (exception is CryptographicException or AsnContentException)
        {
            return result with { Problem = "The digest or the signature does not match: the file was altered after it was signed." };
        }
    }

    // The list of digests before the signer lies outside of what is signed, so that nothing else notices a change of it.
    private static bool NamesTheDigest(ReadOnlyMemory<byte> encoded, SignerInfo signer)
    {
        var content = new AsnReader(encoded, AsnEncodingRules.BER).ReadSequence();
        _ = content.ReadObjectIdentifier();
        var signed = content.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0)).ReadSequence();
        var version = signed.ReadInteger();
        var digests = signed.ReadSetOf();
        var digest = digests.ReadSequence();
        var named = digest.ReadObjectIdentifier();
        if (digest.HasData)
        {
            digest.ReadNull();
        }

        return version == 1 && !digest.HasData && !digests.HasData && named == signer.DigestAlgorithm.Value;
    }

    private static bool NamesCertificate(SignerInfo signer, X509Certificate2 certificate) =>
        signer
            .SignedAttributes.Cast<CryptographicAttributeObject>()
            .Where(attribute => attribute.Oid?.Value == SigningCertificateOid)
            .SelectMany(attribute => attribute.Values.Cast<AsnEncodedData>())
            .Any(value => value.RawData.AsSpan().IndexOf(SHA256.HashData(certificate.RawData)) >= 0);

    /// <summary>The gap between the two ranges must be exactly the hexadecimal string that is this dictionary's /Contents.</summary>
    private static (int Open, int Close, int End)? Ranges(PdfFile file, int number, PdfDictionary dictionary)
    {
        if (dictionary["ByteRange"] is not { } array || dictionary["Contents"] is not { } contents)
        {
            return null;
        }

        var scanner = new PdfScanner(array, 0);
        scanner.Keyword("["u8);
        var (start, open, close, length) = (scanner.Integer(), scanner.Integer(), scanner.Integer(), scanner.Integer());
        var end = close + length;
        if (start != 0 || open <= file.OffsetOf(number) || close <= open || end > file.Bytes.Length || !scanner.TryKeyword("]"u8))
        {
            return null;
        }

        return file.Bytes.AsSpan((int)open, (int)(close - open)).SequenceEqual(contents) && IsHexString(contents)
            ? ((int)open, (int)close, (int)end)
            : null;
    }

    private static bool IsHexString(ReadOnlySpan<byte> value) =>
        value.Length > 2 && value[0] == (byte)'<' && value[^1] == (byte)'>' && !value[1..^1].ContainsAnyExcept(s_hexDigits);

    private static bool EndsRevision(ReadOnlySpan<byte> bytes) => bytes.TrimEnd("\r\n"u8).EndsWith("%%EOF"u8);

    private static byte[]? Manifest(PdfFile file)
    {
        if (file.References(file.Root["AF"]) is not [var number, ..])
        {
            return null;
        }

        var embedded = file.ResolveDictionary(file.Object(number)["EF"]);
        return PdfFile.ReferenceOf(embedded?["F"]) is { } stream ? file.PlainStream(stream) : null;
    }
}
