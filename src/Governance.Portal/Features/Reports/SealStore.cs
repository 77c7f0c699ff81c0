using Governance.Portal.Hosting;
using Governance.Reporting.Signing;

namespace Governance.Portal.Features.Reports;

/// <summary>The installation's seal in the key folder: made with the first report that needs it, the same for every report after.</summary>
public sealed class SealStore(KeyFolder keys, TimeProvider clock) : IDisposable
{
    /// <summary>Name of the file in the key folder.</summary>
    public const string FileName = "seal.pem";

    private readonly Lock _gate = new();
    private SealCertificate? _seal;

    /// <summary>Loads the seal, or makes it for this installation.</summary>
    /// <exception cref="SealCertificateException">The file is open to others or holds no seal.</exception>
    public SealCertificate Get(string installation)
    {
        lock (_gate)
        {
            return _seal ??= LoadOrMake(installation);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _seal?.Dispose();

    private SealCertificate LoadOrMake(string installation)
    {
        var path = keys.File(FileName);
        if (!File.Exists(path))
        {
            var made = SealCertificate.Create(installation, clock.GetUtcNow());
            try
            {
                made.Save(path);
                return made;
            }
            catch (IOException) when (File.Exists(path))
            {
                // Another node made it between the look and the save: its seal is the installation's.
                made.Dispose();
            }
        }

        return SealCertificate.Load(path);
    }
}
