using System.Security.Cryptography.X509Certificates;
using Governance.Reporting.Signing;

namespace Governance.Reporting.Tests.Signing;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SealCertificateTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("governance-seal-");

    private string Path => System.IO.Path.Combine(_folder.FullName, "seal.pem");

    [Fact]
    public void Create_ForAnInstallation_IsASealOfTenYears()
    {
        using var seal = SealCertificate.Create("Østre Bank, \"A/S\" + O=Evil", Samples.Now);

        var usage = Assert.Single(seal.Certificate.Extensions.OfType<X509KeyUsageExtension>());
        Assert.Equal(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, usage.KeyUsages);
        Assert.Equal(2036, seal.Certificate.NotAfter.Year);
        Assert.Equal(256, seal.Certificate.GetECDsaPublicKey()!.KeySize);
        Assert.Equal(2, seal.Certificate.SubjectName.EnumerateRelativeDistinguishedNames().Count());
        Assert.Equal(64, seal.Fingerprint.Length);
    }

    [Fact]
    public void Save_ThenLoad_IsTheSameKeyReadableByItsOwnerOnly()
    {
        using var seal = SealCertificate.Create("Bank", Samples.Now);
        seal.Save(Path);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        using var loaded = SealCertificate.Load(Path);
        Assert.Equal(seal.Fingerprint, loaded.Fingerprint);
        Assert.True(PdfVerifier.Verify(PadesSigner.Sign(MinimalPdf.Make(), loaded.Certificate, new() { SignedAt = Samples.Now })).IsIntact);
    }

    [Fact]
    public void Save_OverAnExistingFile_IsRefused()
    {
        using var seal = SealCertificate.Create("Bank", Samples.Now);
        seal.Save(Path);
        Assert.Throws<IOException>(() => seal.Save(Path));
    }

    [Fact]
    public void Load_ReadableByOthers_IsRefusedWithTheFix()
    {
        using var seal = SealCertificate.Create("Bank", Samples.Now);
        seal.Save(Path);
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        var refused = Assert.Throws<SealCertificateException>(() => SealCertificate.Load(Path));
        Assert.Contains("0600", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MissingOrNotPem_IsRefusedByName()
    {
        Assert.Contains(Path, Assert.Throws<SealCertificateException>(() => SealCertificate.Load(Path)).Message, StringComparison.Ordinal);
        File.WriteAllText(Path, "nothing");
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Throws<SealCertificateException>(() => SealCertificate.Load(Path));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
