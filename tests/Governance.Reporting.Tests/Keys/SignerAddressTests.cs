using System.Security.Cryptography;
using Governance.Reporting.Keys;
using Governance.Reporting.Signing;
using Governance.Reporting.Tests.Signing;
using Governance.Testing;
using Governance.Transparency;

namespace Governance.Reporting.Tests.Keys;

public sealed class SignerAddressTests : IDisposable
{
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(20);

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "governance-tests", Path.GetRandomFileName());

    [Theory]
    [InlineData("/usr/bin/sign", "must begin with")]
    [InlineData("command:sign?public-key=/k.pem", "full path")]
    [InlineData("command:/usr/bin/sign", "lacks public-key")]
    [InlineData("command:/usr/bin/sign?public-key=/k.pem&shell=1", "shell")]
    [InlineData("pkcs11:token=t;object=o?module-path=/m.so", "lacks pin-source")]
    [InlineData("pkcs11:token=t;object=o?module-path=/m.so&pin-value=1234", "a PIN must not be in a setting")]
    [InlineData("pkcs11:token=t;token=u;object=o?module-path=/m.so&pin-source=/p", "token")]
    public void Address_NotComplete_IsRefusedByTheNameOfItsSetting(string address, string says)
    {
        var stop = Assert.Throws<FormatException>(() => SignerAddress.Parse("Audit__Signer", address));

        Assert.StartsWith("Audit__Signer: ", stop.Message, StringComparison.Ordinal);
        Assert.Contains(says, stop.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("1234", stop.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Command_GetsTheDigest_AndSignsWithoutTheKeyBeingHere()
    {
        var script = new ScriptSigner(_folder);
        using var key = SignerAddress.Parse("Seal__Signer", script.Address).Open(s_wait);

        var envelope = DsseEnvelope.Sign("text/plain", "signed elsewhere"u8.ToArray(), key);

        Assert.Single(envelope.SignedBy([DsseKey.FromSpki(script.Spki)!]));
        Assert.Throws<CryptographicException>(() => key.ExportPkcs8PrivateKey());
    }

    [Fact]
    public void Command_ThatFails_IsSaidByItsSettingAndSignsNothing()
    {
        var script = new ScriptSigner(_folder);
        using var key = SignerAddress.Parse("Seal__Signer", script.Address).Open(s_wait);
        script.IsAway = true;

        var away = Assert.Throws<SigningKeyException>(() => key.SignData([1], HashAlgorithmName.SHA256));

        Assert.StartsWith("Seal__Signer: ", away.Message, StringComparison.Ordinal);
        Assert.Contains("exited with code 3", away.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!/bin/sh\ncat >/dev/null\necho no signature\n")]
    [InlineData("#!/bin/sh\ncat >/dev/null\nhead -c 64 /dev/zero\n")] // r and s, but not of this key
    [InlineData("#!/bin/sh\ncat >/dev/null\nhead -c 100000 /dev/zero\n")]
    public void Command_ThatAnswersNonsense_IsNeverTakenForASignature(string body)
    {
        var script = new ScriptSigner(_folder, body: body);
        using var key = SignerAddress.Parse("Seal__Signer", script.Address).Open(s_wait);

        Assert.Throws<SigningKeyException>(() => key.SignData([1], HashAlgorithmName.SHA256));
    }

    [Fact]
    public void Command_ThatHangs_IsEndedWhenItsTimeIsOver()
    {
        var script = new ScriptSigner(_folder, body: "#!/bin/sh\nexec sleep 300\n");
        using var key = SignerAddress.Parse("Seal__Signer", script.Address).Open(TimeSpan.FromMilliseconds(300));

        var away = Assert.Throws<SigningKeyException>(() => key.SignData([1], HashAlgorithmName.SHA256));

        Assert.Contains("0.3 seconds", away.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Seal_WithAKeyElsewhere_SealsReportsThatVerify()
    {
        var script = new ScriptSigner(_folder);
        using var seal = SealCertificate.Create(
            "Meridian Retail Bank",
            Samples.Now,
            SignerAddress.Parse("Seal__Signer", script.Address).Open(s_wait)
        );

        var pdf = PadesSigner.Sign(MinimalPdf.Make(), seal, new() { SignedAt = Samples.Now });

        var verified = PdfVerifier.Verify(pdf);
        Assert.True(verified.IsIntact, verified.Problem);
        Assert.Equal(seal.Fingerprint, Assert.Single(verified.Signatures).CertificateSha256);
        using var again = SealCertificate.Of(seal.PublicPem, SignerAddress.Parse("Seal__Signer", script.Address).Open(s_wait));
        Assert.Equal(seal.Fingerprint, again.Fingerprint);
    }

    [Fact]
    public void Seal_WithTheCertificateOfAnotherKey_IsRefused()
    {
        var script = new ScriptSigner(_folder);
        using var other = SealCertificate.Create("Meridian Retail Bank", Samples.Now);
        using var key = SignerAddress.Parse("Seal__Signer", script.Address).Open(s_wait);

        Assert.Throws<SealCertificateException>(() => SealCertificate.Of(other.PublicPem, key));
    }

    [Fact]
    [Trait("Needs", "SoftHsm")]
    public void Token_OfSoftHsm_SignsStatementsAndReports()
    {
        Assert.SkipUnless(SoftToken.Module is not null, "Install softhsm2 to run this test.");
        using var key = SignerAddress.Parse("Audit__Signer", SoftToken.Address("log-key")).Open(s_wait);
        var open = DsseKey.Of(key);

        Assert.All(Enumerable.Range(0, 5), i => Assert.Single(DsseEnvelope.Sign("text/plain", [(byte)i], key).SignedBy([open])));
        Assert.Throws<CryptographicException>(() => key.ExportPkcs8PrivateKey());
        using var seal = SealCertificate.Create(
            "Meridian Retail Bank",
            Samples.Now,
            SignerAddress.Parse("Seal__Signer", SoftToken.Address("seal")).Open(s_wait)
        );
        Assert.True(PdfVerifier.Verify(PadesSigner.Sign(MinimalPdf.Make(), seal, new() { SignedAt = Samples.Now })).IsIntact);
    }

    [Theory]
    [Trait("Needs", "SoftHsm")]
    [InlineData("no-such-key", "no public key called no-such-key")]
    [InlineData("log-key", "no token called")]
    [InlineData("", "can be read by others")]
    public void Token_ThatCannotBeUsed_IsSaidByItsSetting(string key, string says)
    {
        Assert.SkipUnless(SoftToken.Module is not null, "Install softhsm2 to run this test.");
        var address = SoftToken.Address(key.Length == 0 ? "log-key" : key);
        if (key == "log-key")
        {
            address = address.Replace($"token={SoftToken.Label}", "token=another", StringComparison.Ordinal);
        }
        else if (key.Length == 0)
        {
            Directory.CreateDirectory(_folder);
            var pin = Path.Combine(_folder, "pin");
            File.Copy(SoftToken.PinFile, pin);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(pin, UnixFileMode.UserRead | UnixFileMode.OtherRead);
            }

            address = SoftToken.Address("log-key", pin);
        }

        var away = Assert.Throws<SigningKeyException>(() => SignerAddress.Parse("Audit__Signer", address).Open(s_wait));

        Assert.StartsWith("Audit__Signer: ", away.Message, StringComparison.Ordinal);
        Assert.Contains(says, away.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
