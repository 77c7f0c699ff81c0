using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Governance.Reporting.Signing;

namespace Governance.Reporting.Tests.Signing;

public sealed class PadesSignerTests(Making making)
{
    private static readonly byte[] s_manifest = Encoding.UTF8.GetBytes("{\"claims\":[]}");

    [Fact]
    public void Sign_ThenVerify_HoldsAndGivesTheManifestBack()
    {
        var verified = PdfVerifier.Verify(Signed());

        Assert.True(verified.IsIntact, verified.Problem);
        Assert.Equal(s_manifest, verified.Manifest);
        Assert.Equal(making.Seal.Fingerprint, Assert.Single(verified.Signatures).CertificateSha256);
    }

    [Fact]
    public void Sign_Always_AppendsWithoutTouchingTheOriginalBytes()
    {
        var pdf = MinimalPdf.Make();
        Assert.Equal(pdf, Signed(pdf)[..pdf.Length]);
    }

    [Fact]
    public void Sign_PageHasAnnotationsInline_KeepsThem()
    {
        var pdf = MinimalPdf.Make(
            "<</Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R "
                + "/Annots [<</Type /Annot /Subtype /Link /Rect [0 0 1 1]>>]>>"
        );
        var text = Encoding.Latin1.GetString(Signed(pdf));
        Assert.Matches("/Annots \\[<</Type /Annot /Subtype /Link /Rect \\[0 0 1 1\\]>> \\d+ 0 R\\]", text);
    }

    [Fact]
    public void Sign_RsaCertificate_HoldsToo()
    {
        using var key = RSA.Create(3072);
        var request = new CertificateRequest("CN=RSA seal", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(Samples.Now.AddDays(-1), Samples.Now.AddYears(1));

        Assert.True(PdfVerifier.Verify(PadesSigner.Sign(MinimalPdf.Make(), certificate, new() { SignedAt = Samples.Now })).IsIntact);
    }

    [Fact]
    public void Verify_EveryKindOfChange_IsNoticed()
    {
        var signed = Signed();
        var step = Math.Max(1, signed.Length / 400);
        for (var index = 0; index < signed.Length; index += step)
        {
            var altered = signed.ToArray();
            altered[index] ^= 0x02;
            Assert.False(PdfVerifier.Verify(altered).IsIntact, $"A change of byte {index} went unnoticed.");
        }
    }

    // The list of digests comes before the signer and outside of what is signed: the signature holds whatever it says.
    [Theory]
    [InlineData("0609608648016503040203")] // SHA-512
    [InlineData("0609608648016503040207")] // SHA3-224, of which no one knows here
    public void Verify_ListOfDigestsChanged_IsNoticed(string named)
    {
        const string Sha256 = "0609608648016503040201";
        var text = Encoding.Latin1.GetString(Signed());
        var at = text.IndexOf(Sha256, text.IndexOf("/Contents <", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        var altered = text[..at] + named + text[(at + Sha256.Length)..];

        var verified = PdfVerifier.Verify(Encoding.Latin1.GetBytes(altered));

        Assert.True(at > 0);
        Assert.False(verified.IsIntact);
        Assert.Contains("does not name the digest", verified.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_BytesAppendedAfterTheSignature_IsNoticed()
    {
        var verified = PdfVerifier.Verify([.. Signed(), .. "% something else\n"u8]);

        Assert.False(verified.IsIntact);
        Assert.Contains("no signature covers its last bytes", verified.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_UnsignedUpdateReplacesThePage_IsNoticed()
    {
        var signed = Signed();
        var file = PdfFile.Read(signed);
        var update = new PdfUpdate(file);
        update.Put(3, "<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 200]>>");
        var (forged, _) = update.Write(file.Trailer);

        Assert.False(PdfVerifier.Verify(forged).IsIntact);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a pdf")]
    [InlineData("%PDF-1.7\n1 0 obj\n<</Type /XRef>>\nendobj\nstartxref\n9\n%%EOF")]
    [InlineData("%PDF-1.7\nstartxref\n999999999999999999999\n%%EOF")]
    [InlineData("%PDF-1.7\nxref\n0 99999999\ntrailer\n<<>>\nstartxref\n9\n%%EOF")]
    [InlineData("%PDF-1.7\nxref\ntrailer\n<</Size 1 /Prev 9>>\nstartxref\n9\n%%EOF")]
    public void Verify_SomethingElse_IsAnAnswerAndNoFault(string content)
    {
        var verified = PdfVerifier.Verify(Encoding.Latin1.GetBytes(content));
        Assert.False(verified.IsIntact);
        Assert.NotEmpty(verified.Problem!);
    }

    [Fact]
    public void Verify_UnsignedPdf_SaysSo() =>
        Assert.Equal("The file carries no signature.", PdfVerifier.Verify(MinimalPdf.Make()).Problem);

    [Fact]
    public void Sign_EncryptedPdf_IsRefused() =>
        Assert.Throws<PdfFormatException>(() => Signed(MinimalPdf.Make(trailer: " /Encrypt 9 0 R")));

    [Fact]
    public void Sign_HostileTitle_StaysText()
    {
        var signed = PadesSigner.Sign(
            MinimalPdf.Make(),
            making.Seal.Certificate,
            new()
            {
                SignedAt = Samples.Now,
                Name = ") /Evil (",
                Metadata = new("</rdf:li> ) >> \u0001 مصرف", "en", "REP-0001", "&", Samples.Now),
            }
        );

        var verified = PdfVerifier.Verify(signed);
        Assert.True(verified.IsIntact, verified.Problem);
        Assert.Equal(") /Evil (", verified.Signatures[0].Name);
        Assert.Contains("&lt;/rdf:li&gt; ) &gt;&gt;  مصرف", Encoding.UTF8.GetString(signed), StringComparison.Ordinal);
    }

    private byte[] Signed(byte[]? pdf = null) =>
        PadesSigner.Sign(
            pdf ?? MinimalPdf.Make(),
            making.Seal.Certificate,
            new()
            {
                SignedAt = Samples.Now,
                Name = "Meridian Retail Bank",
                Metadata = new("Approval record", "en", "REP-0042", "Meridian Retail Bank", Samples.Now),
                Attachment = new("evidence-manifest.json", "application/json", "Evidence", s_manifest),
            }
        );
}
