using Governance.Domain.Identity;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Demo;

/// <summary>The nine people of a demo, offered on the sign-in page.</summary>
internal sealed class DemoPeople(IOptions<DemoOptions> demo, IOptions<StorageOptions> storage, IOptions<SecurityOptions> security)
    : ISignInOffers
{
    private static readonly Dictionary<string, string> s_purposes = new(StringComparer.Ordinal)
    {
        [Roles.Engineer] = "Registers versions and requests their promotion",
        [Roles.ModelOwner] = "Signs as model owner and handles alerts",
        [Roles.SecurityReviewer] = "Signs for security",
        [Roles.LegalReviewer] = "Signs for legal",
        [Roles.RiskOfficer] = "Manages risks, monitoring and incidents",
        [Roles.ComplianceOfficer] = "Manages obligations and the technical file",
        [Roles.Auditor] = "Reads and verifies the audit log",
        [Roles.Sponsor] = "Reads the key figures",
        [Roles.Administrator] = "Manages accounts, keys and settings",
    };

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SignInOffer>> OffersAsync(HttpRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!demo.Value.Enabled)
        {
            return [];
        }

        var password =
            demo.Value.FillsPassword && DemoPassword.MayBeShownTo(request, security.Value)
                ? await DemoPassword.ReadAsync(storage.Value, ct)
                : null;
        return [.. DemoScene.Named.Select(p => new SignInOffer(p.Email, p.Name, Roles.Title(p.Role), s_purposes[p.Role], password))];
    }
}
