using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>How promotions of the story are requested, signed and deployed.</summary>
internal sealed partial class DemoScene
{
    private async Task<Refusal?> DeployedAsync(
        Actor engineer,
        string model,
        string version,
        Action<string> say,
        CancellationToken ct,
        string? noWayBack = null
    )
    {
        var promotion = await PromotionAsync(model, version, ct);
        var deployed = await deployVersion.RunAsync(
            engineer,
            new(model, version, "production", promotion.ToString())
            {
                Region = "eu-central-1",
                RollbackPlan = noWayBack is null ? null : new(WhyNone: noWayBack),
            },
            ct
        );
        if (deployed.IsDone)
        {
            say($"{model} {version}: signed three times and deployed ({promotion})");
        }

        return deployed.Refusal;
    }

    private async Task<Refusal?> RequestedAsync(
        Actor engineer,
        string model,
        string version,
        string reason,
        Action<string> say,
        CancellationToken ct
    )
    {
        var requested = await requestPromotion.RunAsync(engineer, new(model, version, "production", reason), ct);
        if (requested.IsDone)
        {
            say($"{model} {version}: requested for production ({requested.Value})");
        }

        return requested.Refusal;
    }

    // A first version has nothing to go back to: its deployment in staging says what takes its place, and the owner signs that.
    private async Task<Refusal?> TriedOutAsync(Actor engineer, Action<string> say, CancellationToken ct)
    {
        var requested = await requestPromotion.RunAsync(
            engineer,
            new(Pricing, "1.0.0", "staging", "To measure quotes beside the tariff before anyone is quoted."),
            ct
        );
        if (requested.Refusal is { } refusal)
        {
            return refusal;
        }

        var deployed = await deployVersion.RunAsync(
            engineer,
            new(Pricing, "1.0.0", "staging", requested.Value.ToString())
            {
                Region = "eu-central-1",
                RollbackPlan = new(WhyNone: "It is the first version. The tariff of 2025 is in the branch system and can be used at once."),
            },
            ct
        );
        if (deployed.IsDone)
        {
            say($"{Pricing} 1.0.0: deployed in staging, with the reason why there is no way back ({requested.Value})");
        }

        return deployed.Refusal;
    }

    private async Task<Refusal?> SignedAsync(
        string model,
        string version,
        SignOffRole role,
        string comment,
        string password,
        Action<string> say,
        CancellationToken ct
    )
    {
        var promotion = await PromotionAsync(model, version, ct);
        await refreshPromotion.RunAsync(promotion, ct);
        var refused = await SignAsync(promotion, role, comment, password, ct);
        if (refused is null)
        {
            say($"{promotion}: signed by {WireName.Of(role)}");
        }

        return refused;
    }

    private Task<Refusal?> ValidatedAsync(string password, Action<string> say, CancellationToken ct) =>
        ProvenAsync(
            password,
            async (officer, proof) => await demoModelRisk.RunAsync(await ActorAsync(Owner, Roles.ModelOwner, ct), officer, proof, say, ct),
            ct
        );

    // What a risk officer signs besides requests: in a session, with a fresh proof.
    private Task<Refusal?> ProvenAsync(string password, Func<Actor, string, Task<Refusal?>> act, CancellationToken ct) =>
        ProvenAsync((Officer, Roles.RiskOfficer), password, act, ct);

    private async Task<Refusal?> ProvenAsync(
        (string Email, string Role) person,
        string password,
        Func<Actor, string, Task<Refusal?>> act,
        CancellationToken ct
    )
    {
        var opened = await openSession.RunAsync(new(person.Email, password, person.Role, "host", null), ct);
        if (opened.Refusal is { } locked)
        {
            return locked;
        }

        var officer = Actor.OfUser(opened.Value.User.UserId, person.Role, opened.Value.Hash);
        var proof = await reauthentication.RunAsync(officer, new(password, null, null), ct);
        if (proof.Refusal is { } unproven)
        {
            return unproven;
        }

        var played = await act(officer, proof.Value.Text);
        var closed = await closeSession.RunAsync(officer, ct);
        return played ?? closed.Refusal;
    }

    private async Task<PromotionId> PromotionAsync(string model, string version, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Promotions.Where(p => p.Model == model && p.Version == version).Select(p => p.Id).SingleAsync(ct);
    }

    private async Task<Refusal?> SignAsync(
        PromotionId promotion,
        SignOffRole slot,
        string comment,
        string password,
        CancellationToken ct,
        SignOffDecision decision = SignOffDecision.Approve
    )
    {
        var role = PromotionRefusals.RoleFor(slot);
        var email = s_people.Single(p => p.Role == role).Email;
        var opened = await openSession.RunAsync(new(email, password, role, "host", null), ct);
        if (opened.Refusal is { } locked)
        {
            return locked;
        }

        var actor = Actor.OfUser(opened.Value.User.UserId, role, opened.Value.Hash);
        string digest;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            digest = await db.Promotions.Where(p => p.Id == promotion).Select(p => p.BundleDigest).SingleAsync(ct);
        }

        var proof = await reauthentication.RunAsync(actor, new(password, null, new(promotion, slot, decision, digest)), ct);
        if (proof.Refusal is { } unproven)
        {
            return unproven;
        }

        var signed = await signPromotion.RunAsync(
            actor,
            new(promotion, WireName.Of(slot), WireName.Of(decision), comment, null, digest, proof.Value.Text),
            ct
        );
        var closed = await closeSession.RunAsync(actor, ct);
        return signed.Refusal ?? closed.Refusal;
    }

    private async Task<Actor> ActorAsync(string email, string role, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var id = await db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync(ct);
        return Actor.OfUser(new UserId(id), role, session: null);
    }
}
