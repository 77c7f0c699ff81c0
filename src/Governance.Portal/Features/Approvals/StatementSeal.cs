using System.Security.Cryptography.X509Certificates;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Portal.Features.Reports;
using Governance.Reporting.Signing;

namespace Governance.Portal.Features.Approvals;

/// <summary>The organisation's seal on statements: the key that seals its reports.</summary>
public sealed partial class StatementSeal(SealStore seals, ReportDocuments documents, ILogger<StatementSeal> logger)
{
    /// <summary>The seal, read before a transaction begins.</summary>
    public async Task<Result<SealCertificate>> LoadAsync(CancellationToken ct)
    {
        try
        {
            var seal = seals.Get(await documents.InstallationAsync(ct));
            using var key = seal.Certificate.GetECDsaPrivateKey();
            return key is { KeySize: 256 } ? seal : Unusable(null);
        }
        catch (SealCertificateException e)
        {
            return Unusable(e);
        }
    }

    /// <summary>Its public key.</summary>
    public async Task<Result<DsseKey>> PublicAsync(CancellationToken ct)
    {
        var seal = await LoadAsync(ct);
        if (!seal.IsDone)
        {
            return seal.Refusal;
        }

        using var key = seal.Value.Certificate.GetECDsaPublicKey()!;
        return DsseKey.Of(key);
    }

    /// <summary>Seals a statement.</summary>
    public static DsseEnvelope Seal(SealCertificate seal, byte[] statement)
    {
        ArgumentNullException.ThrowIfNull(seal);
        using var key = seal.Certificate.GetECDsaPrivateKey() ?? throw new InvalidOperationException("The seal has no ECDSA key.");
        return DsseEnvelope.Sign(DsseEnvelope.InTotoType, statement, key);
    }

    private Result<SealCertificate> Unusable(Exception? e)
    {
        LogUnusable(e);
        return PromotionRefusals.SealUnavailable;
    }

    [LoggerMessage(1401, LogLevel.Error, "The seal cannot seal statements: it has to be a P-256 key with its certificate, readable by the service only")]
    private partial void LogUnusable(Exception? e);
}
