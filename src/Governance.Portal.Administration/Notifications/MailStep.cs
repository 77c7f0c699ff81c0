using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Notifications;

/// <summary>Mail goes out, with links that lead back.</summary>
internal sealed class MailStep(IOptions<NotificationsOptions> options) : ISetupStep
{
    public int Number => 6;

    public bool IsRequired => false;

    public Permission Permission => Permission.Administer;

    public Task<SetupStep> ReadAsync(GovernanceDbContext db, CancellationToken ct)
    {
        List<string> missing = [];
        if (options.Value.Smtp.Host.Length == 0)
        {
            missing.Add("Notifications__Smtp__Host");
        }

        if (options.Value.PublicAddress.Length == 0)
        {
            missing.Add("Notifications__PublicAddress");
        }

        return Task.FromResult(
            new SetupStep(
                "Send e-mails",
                "People are notified by e-mail of what is waiting for them and what is overdue. The mail server is set in the host's "
                    + "configuration.",
                "Open channels",
                "/admin/channels",
                missing.Count == 0
            )
            {
                Missing = missing,
            }
        );
    }
}
