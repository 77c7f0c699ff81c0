using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Organisations;
using Governance.Portal.Administration.Account;
using Governance.Portal.Administration.Organisations;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Demo;

/// <summary>The bank of the demo, which there is nowhere: its administrator names it in a session, with a fresh proof.</summary>
internal sealed class DemoOrganisation(
    OpenSession openSession,
    CloseSession closeSession,
    Reauthentication reauthentication,
    ChangeOrganisation change
)
{
    /// <summary>Its name.</summary>
    public const string Name = "Nordhaven Bank AG (demo)";

    private static readonly OrganisationDetails s_bank = new(
        Name,
        "Example Street 1\n00000 Nordhaven\nDemo country",
        "ai-governance@demo.example",
        "Europe/Berlin"
    );

    /// <summary>Plays it.</summary>
    public async Task<Refusal?> RunAsync(string email, string password, Action<string> say, CancellationToken ct)
    {
        var opened = await openSession.RunAsync(new(email, password, Roles.Administrator, "host", null), ct);
        if (opened.Refusal is { } locked)
        {
            return locked;
        }

        var administrator = Actor.OfUser(opened.Value.User.UserId, Roles.Administrator, opened.Value.Hash);
        var proof = await reauthentication.RunAsync(administrator, new(password, null, null), ct);
        if (proof.Refusal is { } unproven)
        {
            return unproven;
        }

        var named = await change.RunAsync(administrator with { Proof = proof.Value.Text }, s_bank, null, ct);
        var closed = await closeSession.RunAsync(administrator, ct);
        if (named.Refusal is null)
        {
            say(Name);
        }

        return named.Refusal ?? closed.Refusal;
    }
}
