using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Governance.Portal.Hosting;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Storage;
using Governance.Portal.Tests.Components;
using Microsoft.Extensions.Configuration;

namespace Governance.Portal.Tests.Hosting;

/// <summary>A certificate that a setting names, whichever it is, is told of before it ends.</summary>
public sealed class CertificateHealthTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("governance-certificates-").FullName;
    private readonly string _keys;

    public CertificateHealthTests()
    {
        _keys = Path.Combine(_folder, "keys");
        _ = new KeyFolder(_keys);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(400, HealthState.Well, DoctorState.Ok)]
    [InlineData(29, HealthState.Impaired, DoctorState.Warn)]
    [InlineData(-1, HealthState.Impaired, DoctorState.Fail)]
    public async Task Certificate_IsToldOf_ThirtyDaysBeforeItEnds(int days, HealthState health, DoctorState doctor)
    {
        foreach (var (key, file) in new[] { ("Backup:Recipient", Pem(days)), ("Kestrel:Certificates:Default:Path", Pfx(days)) })
        {
            var (line, said) = await LookAsync((key, file), ("Kestrel:Certificates:Default:Password", "secret"));

            Assert.Equal((health, doctor), (line.State, said.State));
            Assert.Contains(key.Replace(":", "__", StringComparison.Ordinal), line.Sentence.ToString(), StringComparison.Ordinal);
            Assert.Contains(s_now.AddDays(days).ToString("yyyy-MM-dd"), line.Sentence.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task OfSeveral_TheFirstToEndIsNamed_AndWhatIsNoCertificateIsNot()
    {
        var text = Path.Combine(_folder, "words.pem");
        await File.WriteAllTextAsync(text, "no certificate", Ct);
        new KeyFolder(_keys).Write("seal.pem", await File.ReadAllTextAsync(Pem(700), Ct));

        var (line, _) = await LookAsync(
            ("Storage:S3:AuthorityFile", Pem(90)),
            ("Seal:CertificateFile", Pem(800)),
            ("PolicySync:Folder", text),
            ("Path", Pem(1))
        );

        Assert.Equal((HealthState.Well, "Storage__S3__AuthorityFile"), (line.State, line.Sentence.GetArgument(0)));
    }

    [Fact]
    public async Task NoSetting_NamesOne()
    {
        var (line, said) = await LookAsync();

        Assert.Equal((HealthState.Off, DoctorState.Ok), (line.State, said.State));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<(HealthLine Line, DoctorLine Said)> LookAsync(params (string Key, string File)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.File)))
            .Build();
        var health = new CertificateHealth(new CertificateFiles(configuration, new KeyFolder(_keys)), new ManualClock(s_now));
        return ((await health.ReadAsync(Ct).ToListAsync(Ct))[0], (await health.LookAsync(Ct).ToListAsync(Ct))[0]);
    }

    private string Pem(int days)
    {
        var file = Path.Combine(_folder, $"{Guid.NewGuid():N}.pem");
        using var certificate = Make(days);
        File.WriteAllText(file, certificate.ExportCertificatePem());
        return file;
    }

    private string Pfx(int days)
    {
        var file = Path.Combine(_folder, $"{Guid.NewGuid():N}.pfx");
        using var certificate = Make(days);
        File.WriteAllBytes(file, certificate.Export(X509ContentType.Pfx, "secret"));
        return file;
    }

    private static X509Certificate2 Make(int days)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=portal", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(s_now.AddYears(-1), s_now.AddDays(days));
    }
}
