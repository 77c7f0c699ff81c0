using System.Formats.Asn1;
using System.Globalization;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Governance.Reporting.Signing;

/// <summary>
/// Signs a PDF as PAdES baseline B-B (ETSI EN 319 142-1) in one incremental update, which also carries metadata and the
/// attached manifest, so that everything the file says is under the signature.
/// </summary>
public static class PadesSigner
{
    private const int ContentsBytes = 8_192;
    private const string ByteRangeBlank = "[0 0000000000 0000000000 0000000000]";
    private static readonly Oid s_signingCertificateV2 = new("1.2.840.113549.1.9.16.2.47");

    /// <summary>Signs; the certificate needs its private key (ECDSA P-256 or RSA).</summary>
    /// <exception cref="PdfFormatException">The bytes are no PDF with classic cross-reference tables.</exception>
    public static byte[] Sign(byte[] pdf, X509Certificate2 certificate, SignatureRequest request) =>
        Sign(pdf, certificate, distant: null, request);

    /// <summary>Signs with a seal, also with one whose key lies elsewhere.</summary>
    /// <exception cref="PdfFormatException">The bytes are no PDF with classic cross-reference tables.</exception>
    /// <exception cref="Governance.Transparency.SigningKeyException">The key lies elsewhere and does not answer.</exception>
    public static byte[] Sign(byte[] pdf, SealCertificate seal, SignatureRequest request)
    {
        ArgumentNullException.ThrowIfNull(seal);
        return Sign(pdf, seal.Certificate, seal.DistantKey, request);
    }

    private static byte[] Sign(byte[] pdf, X509Certificate2 certificate, ECDsa? distant, SignatureRequest request)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(request);
        if (distant is null && !certificate.HasPrivateKey)
        {
            throw new ArgumentException("The seal certificate has no private key.", nameof(certificate));
        }

        var file = PdfFile.Read(pdf);
        var update = new PdfUpdate(file);
        var root = file.Root.With("Version", "/1.7");
        var trailer = file.Trailer;
        if (request.Metadata is { } metadata)
        {
            (root, trailer) = AddMetadata(update, root, trailer, metadata);
            if (metadata.IsUniversallyAccessible)
            {
                PdfTags.Amend(file, update);
                PdfArtifacts.Mark(file, update);
            }
        }

        if (request.Attachment is { } attachment)
        {
            root = AddAttachment(update, root, attachment, request.SignedAt);
        }

        var signature = AddSignatureField(file, update, root, request);
        var (bytes, offsets) = update.Write(WithFileIds(trailer, pdf));
        Fill(bytes, offsets[signature], certificate, distant);
        return bytes;
    }

    private static (PdfDictionary Root, PdfDictionary Trailer) AddMetadata(
        PdfUpdate update,
        PdfDictionary root,
        PdfDictionary trailer,
        PdfMetadata metadata
    )
    {
        var xmp = update.AddStream("/Type /Metadata /Subtype /XML", Encoding.UTF8.GetBytes(Xmp(metadata)));
        var information = update.Add(
            $"<</Title {PdfText.String(metadata.Title)} /Author {PdfText.String(metadata.Author)} /Subject "
                + $"{PdfText.String(metadata.DocumentId)} /Creator {PdfText.String("Governance Portal")} /Producer "
                + $"{PdfText.String("Governance Portal with Chromium")} /CreationDate {PdfText.Date(metadata.MadeAt)} /ModDate "
                + $"{PdfText.Date(metadata.MadeAt)}>>"
        );
        return (
            root.With("Metadata", $"{xmp} 0 R")
                .With("Lang", PdfText.String(metadata.Language))
                .With("ViewerPreferences", "<</DisplayDocTitle true>>"),
            trailer.With("Info", $"{information} 0 R")
        );
    }

    private static PdfDictionary AddAttachment(PdfUpdate update, PdfDictionary root, PdfAttachment attachment, DateTimeOffset at)
    {
        if (root["Names"] is not null || root["AF"] is not null)
        {
            throw new PdfFormatException("The file already has attachments; a manifest can be added only by the first signature.");
        }

        var subtype = attachment.MediaType.Replace("/", "#2F", StringComparison.Ordinal);
        var embedded = update.AddStream(
            $"/Type /EmbeddedFile /Subtype /{subtype} /Params <</Size {attachment.Content.Length} /ModDate {PdfText.Date(at)}>>",
            attachment.Content.Span
        );
        var name = PdfText.String(attachment.FileName);
        var specification = update.Add(
            $"<</Type /Filespec /F {name} /UF {name} /Desc {PdfText.String(attachment.Description)} /AFRelationship /Data "
                + $"/EF <</F {embedded} 0 R /UF {embedded} 0 R>>>>"
        );
        return root.With("AF", $"[{specification} 0 R]").With("Names", $"<</EmbeddedFiles <</Names [{name} {specification} 0 R]>>>>");
    }

    private static int AddSignatureField(PdfFile file, PdfUpdate update, PdfDictionary root, SignatureRequest request)
    {
        var name = request.Name is null ? "" : $" /Name {PdfText.String(request.Name)}";
        var reason = request.Reason is null ? "" : $" /Reason {PdfText.String(request.Reason)}";
        var signature = update.Add(
            $"<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange {ByteRangeBlank} "
                + $"/Contents <{new string('0', ContentsBytes * 2)}> /M {PdfText.Date(request.SignedAt)}{name}{reason}>>"
        );

        var form = file.ResolveDictionary(root["AcroForm"]) ?? PdfDictionary.Empty;
        var fields = file.Resolve(form["Fields"]);
        var pageNumber = file.FirstPage();
        var title = PdfText.String($"Seal {file.References(fields).Count + 1}");
        // A seal has no place on a page: hidden, print, locked. The name for people (TU) is what a screen reader says of the field.
        var widget = update.Add(
            $"<</Type /Annot /Subtype /Widget /FT /Sig /T {title} /TU {title} "
                + $"/V {signature} 0 R /F 134 /Rect [0 0 0 0] /P {pageNumber} 0 R>>"
        );

        var page = file.Object(pageNumber);
        update.Put(pageNumber, page.Appending("Annots", $"{widget} 0 R", file.Resolve(page["Annots"])).With("Tabs", "/S").ToString());
        var newForm = form.Appending("Fields", $"{widget} 0 R", fields).With("SigFlags", "3");
        update.Put(file.RootNumber, root.With("AcroForm", newForm.ToString()).ToString());
        return signature;
    }

    private static PdfDictionary WithFileIds(PdfDictionary trailer, byte[] pdf)
    {
        // The first id stays for the life of the file, the second changes with each revision (ISO 32000-1, 14.4).
        var revision = $"<{Convert.ToHexString(RandomNumberGenerator.GetBytes(16))}>";
        var first = trailer["ID"] is { } ids
            ? Encoding.Latin1.GetString(FirstOf(ids))
            : $"<{Convert.ToHexString(SHA256.HashData(pdf).AsSpan(0, 16))}>";
        return trailer.With("ID", $"[{first} {revision}]");
    }

    private static byte[] FirstOf(byte[] array)
    {
        var scanner = new PdfScanner(array, 0);
        scanner.Keyword("["u8);
        return scanner.Value();
    }

    private static void Fill(byte[] bytes, int at, X509Certificate2 certificate, ECDsa? distant)
    {
        var blank = Encoding.ASCII.GetBytes(ByteRangeBlank);
        var range = at + bytes.AsSpan(at).IndexOf(blank);
        var open = range + bytes.AsSpan(range).IndexOf((byte)'<');
        var close = open + 1 + (ContentsBytes * 2);
        var text = string.Create(CultureInfo.InvariantCulture, $"[0 {open:D10} {close + 1:D10} {bytes.Length - close - 1:D10}]");
        Encoding.ASCII.GetBytes(text).CopyTo(bytes.AsSpan(range));

        byte[] content = [.. bytes.AsSpan(0, open), .. bytes.AsSpan(close + 1)];
        var cms = Convert.ToHexString(Cms(content, certificate, distant));
        if (cms.Length > ContentsBytes * 2)
        {
            throw new InvalidOperationException(
                $"The signature takes {cms.Length / 2} bytes, more than the {ContentsBytes} set aside for it. Use a shorter "
                    + $"certificate chain."
            );
        }

        Encoding.ASCII.GetBytes(cms).CopyTo(bytes.AsSpan(open + 1));
    }

    private static byte[] Cms(byte[] content, X509Certificate2 certificate, ECDsa? distant)
    {
        var signer = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, certificate, distant)
        {
            DigestAlgorithm = new Oid("2.16.840.1.101.3.4.2.1"),
            IncludeOption = X509IncludeOption.EndCertOnly,
        };
        // No signing-time attribute: PAdES keeps the time in /M (EN 319 142-1, 6.3).
        signer.SignedAttributes.Add(new AsnEncodedData(s_signingCertificateV2, SigningCertificateV2(certificate)));
        var cms = new SignedCms(new ContentInfo(content), detached: true);
        cms.ComputeSignature(signer, silent: true);
        return cms.Encode();
    }

    /// <summary>ESSCertIDv2 of RFC 5035 with the default SHA-256, so that the hash algorithm is left out.</summary>
    private static byte[] SigningCertificateV2(X509Certificate2 certificate)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteOctetString(SHA256.HashData(certificate.RawData));
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4)))
                {
                    writer.WriteEncodedValue(certificate.IssuerName.RawData);
                }

                writer.WriteInteger(certificate.SerialNumberBytes.Span);
            }
        }

        return writer.Encode();
    }

    private static string Xmp(PdfMetadata metadata)
    {
        var made = metadata.MadeAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return $"""
            <?xpacket begin="{'\uFEFF'}" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
            xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
            <dc:format>application/pdf</dc:format>
            <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{Xml(metadata.Title)}</rdf:li></rdf:Alt></dc:title>
            <dc:creator><rdf:Seq><rdf:li>{Xml(metadata.Author)}</rdf:li></rdf:Seq></dc:creator>
            <dc:language><rdf:Bag><rdf:li>{Xml(metadata.Language)}</rdf:li></rdf:Bag></dc:language>
            <dc:identifier>{Xml(metadata.DocumentId)}</dc:identifier>
            <xmp:CreateDate>{made}</xmp:CreateDate><xmp:ModifyDate>{made}</xmp:ModifyDate>
            <xmp:CreatorTool>Governance Portal</xmp:CreatorTool>
            <pdf:Producer>Governance Portal with Chromium</pdf:Producer>{(
                metadata.IsUniversallyAccessible ? "<pdfuaid:part>1</pdfuaid:part>" : ""
            )}
            </rdf:Description></rdf:RDF></x:xmpmeta>
            <?xpacket end="r"?>
            """;
    }

    /// <summary>Escapes, and drops what XML 1.0 cannot hold, such as control characters and lone surrogates.</summary>
    private static string Xml(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is 9 or 10 or 13 or (>= 0x20 and not (0xFFFE or 0xFFFF)))
            {
                clean.Append(rune);
            }
        }

        return SecurityElement.Escape(clean.ToString());
    }
}
