using System.Security.Cryptography.X509Certificates;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Reporting.Signing;
using Governance.Transparency;

namespace Governance.Portal.Kernel.Sealing;

/// <summary>The organisation's seal on statements: the key that seals its reports.</summary>
public sealed partial class StatementSeal(SealStore seals, ReportDocuments documents, ILogger<StatementSeal> logger)
{
    /// <summary>The seal, read before a transaction begins.</summary>
    public async Task<Result<SealCertificate>> LoadAsync(CancellationToken ct)
    {
        try
        {
            var seal = seals.Get(await documents.InstallationAsync(ct));
            using var key = seal.Certificate.GetECDsaPublicKey();
            return key is { KeySize: 256 } && (seal.DistantKey is not null || seal.Certificate.HasPrivateKey) ? seal : Unusable(null);
        }
        catch (Exception e) when (e is SealCertificateException or SigningKeyException)
        {
            return Unusable(e);
        }
    }

    /// <summary>Every key that ever sealed a statement of this installation; the one that seals today is the last.</summary>
    public async Task<Result<IReadOnlyList<DsseKey>>> KnownAsync(CancellationToken ct)
    {
        var seal = await LoadAsync(ct);
        if (!seal.IsDone)
        {
            return seal.Refusal;
        }

        try
        {
            return Result<IReadOnlyList<DsseKey>>.Done(seals.Known());
        }
        catch (SigningKeyException e)
        {
            return Unusable(e).Refusal!;
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
        return seal.UseKey(key => DsseEnvelope.Sign(DsseEnvelope.InTotoType, statement, key));
    }

    private Result<SealCertificate> Unusable(Exception? e)
    {
        LogUnusable(e);
        return PromotionRefusals.SealUnavailable;
    }

    [LoggerMessage(
        1442,
        LogLevel.Error,
        "The seal cannot seal statements: it must be a P-256 key with its certificate, readable by the service only, or in a signer that "
            + "answers"
    )]
    private partial void LogUnusable(Exception? e);
}
