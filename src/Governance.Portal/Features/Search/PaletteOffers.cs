using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Governance.Portal.Features.Approvals;
using Governance.Portal.Kernel.Pages;
using Governance.Portal.Kernel.Words;
using Microsoft.EntityFrameworkCore;
using static Governance.Portal.Kernel.Localisation.Texts;

namespace Governance.Portal.Features.Search;

/// <summary>
/// What a person may do now about what they typed. What signs, decides or deletes only leads to its dialog; what is harmless has a key and
/// is run at once. Offered by the same rules that decide, so that nothing is offered which the role can never do.
/// </summary>
internal static class PaletteOffers
{
    /// <summary>The heading of actions, in English.</summary>
    public const string Heading = "Actions";

    private const string Escape = "\\";

    private static string Group => T[Heading];

    private static string Opens => T["opens the dialog"];

    // More is no help in a list that one goes through with the arrow keys.
    private const int Most = 8;

    /// <summary>The actions for a text: a part of what they are called, or of what they are about.</summary>
    public static async Task<IReadOnlyList<SearchHit>> FindAsync(
        GovernanceDbContext db,
        Access access,
        string text,
        string pattern,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (access.Person is not { } person)
        {
            return [];
        }

        var signer = new Signer(person, access.PrintedName, access.Role);
        var offers = new List<SearchHit>();
        offers.AddRange(await SignOffsAsync(db, access, now, ct));
        if (access.Has(Permission.ManageMonitors))
        {
            offers.AddRange(await AlertsAsync(db, text, pattern, now, ct));
        }

        if (access.Has(Permission.AcceptRisk))
        {
            offers.AddRange(await RisksAsync(db, signer, text, pattern, ct));
        }

        if (access.Has(Permission.GrantWaiver))
        {
            offers.AddRange(await WaiversAsync(db, signer, ct));
        }

        if (access.Has(Permission.ApprovePolicy))
        {
            offers.AddRange(await ProposalsAsync(db, signer, ct));
        }

        if (access.Has(Permission.RequestPromotion))
        {
            offers.AddRange(await PromotionsAsync(db, pattern, ct));
        }

        offers.AddRange(Beginnings(access));
        return [.. offers.Where(o => Fits(o, text)).Take(Most)];
    }

    // The words asked for may stand in the name of the action or in what it is about, in any order.
    private static bool Fits(SearchHit offer, string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .All(word =>
                offer.Title.Contains(word, StringComparison.OrdinalIgnoreCase)
                || offer.About.Contains(word, StringComparison.OrdinalIgnoreCase)
            );

    // Somebody types what an action is called, in the language of the page.
    private static bool Begins(string action, string text) => action.Contains(text.Split(' ', 2)[0], StringComparison.OrdinalIgnoreCase);

    private static async Task<IEnumerable<SearchHit>> SignOffsAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var asked = await SlotRules.AskedAsync(db, access.Actor, now, ct);
        var offers = new List<SearchHit>();
        foreach (var slot in asked)
        {
            var (id, about) = (slot.Promotion.Id, PromotionWords.Title(slot.Model.DisplayName, slot.Promotion.Version, slot.Promotion.To));
            if (slot.Promotion.GatePasses)
            {
                offers.Add(
                    new(
                        Group,
                        "draw",
                        T["Sign off {0} as {1}…", id, T[SignOffMeaning.Slot(slot.Slot)]],
                        $"{about}, {slot.Model.Name}",
                        Opens,
                        $"/approvals/{id}?open=sign"
                    )
                );
            }

            offers.Add(
                new(
                    Group,
                    "edit_note",
                    T["Request changes on {0}…", id],
                    $"{about}, {slot.Model.Name}",
                    Opens,
                    $"/approvals/{id}?open=changes"
                )
            );
        }

        if (asked.Count > 1)
        {
            var ids = asked.OrderBy(a => a.Promotion.DueAt).Take(BatchReview.Most).Select(a => a.Promotion.Id).ToList();
            offers.Add(
                new(
                    Group,
                    "checklist",
                    T["Review {0} approvals together", ids.Count],
                    T["approvals that wait for you"],
                    "",
                    $"/approvals/batch?ids={string.Join(',', ids)}"
                )
            );
        }

        return offers;
    }

    private static async Task<IEnumerable<SearchHit>> AlertsAsync(
        GovernanceDbContext db,
        string text,
        string pattern,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var id = HumanId.TryParse<AlertId>(text, out var known) ? known : default;
        var verbs = Begins(T["Acknowledge alert {0}", ""], text);
        var alerts = await db
            .Alerts.AsNoTracking()
            .Where(a => a.State == AlertState.Open && (a.SilencedUntil == null || a.SilencedUntil <= now))
            .Where(a =>
                verbs || a.Id == id || EF.Functions.Like(a.Model, pattern, Escape) || EF.Functions.Like(a.Field.ToLower(), pattern, Escape)
            )
            .OrderByDescending(a => a.Id == id)
            .ThenByDescending(a => a.SeenAt)
            .Take(SearchEverything.MostOfAGroup)
            .ToListAsync(ct);
        return alerts.Select(a => new SearchHit(
            Group,
            "notifications_active",
            T["Acknowledge alert {0}", a.Id],
            T["{0}, {1} of {2}: you look at it", T[AlertWords.Of(a.Rule)], a.Field, a.Model],
            T["at once"],
            null
        )
        {
            Does = $"{PaletteRunner.Acknowledge}:{a.Id}",
        });
    }

    private static async Task<IEnumerable<SearchHit>> RisksAsync(
        GovernanceDbContext db,
        Signer signer,
        string text,
        string pattern,
        CancellationToken ct
    )
    {
        var id = HumanId.TryParse<RiskId>(text, out var known) ? known : default;
        var verbs = Begins(T["Accept risk {0}…", ""], text);
        var risks = await db
            .Risks.AsNoTracking()
            .Where(r => r.State == RiskState.Open && r.ResidualScore != null)
            .Where(r =>
                verbs
                || r.Id == id
                || EF.Functions.Like(r.Title.ToLower(), pattern, Escape)
                || (r.Model != null && EF.Functions.Like(r.Model, pattern, Escape))
            )
            .OrderByDescending(r => r.Id == id)
            .ThenByDescending(r => r.ResidualScore)
            .Take(4 * SearchEverything.MostOfAGroup)
            .ToListAsync(ct);
        return risks
            .Where(r => r.CanBeAcceptedBy(signer))
            .Take(SearchEverything.MostOfAGroup)
            .Select(r => new SearchHit(
                Group,
                "shield",
                T["Accept risk {0}…", r.Id],
                $"{r.Title}{(r.Model is null ? "" : $", {r.Model}")}",
                Opens,
                $"/risks/{r.Id}?open=accept"
            ));
    }

    private static async Task<IEnumerable<SearchHit>> WaiversAsync(GovernanceDbContext db, Signer signer, CancellationToken ct)
    {
        var waiting = await db
            .Waivers.AsNoTracking()
            .Where(w => w.State == WaiverState.Requested)
            .OrderBy(w => w.AskedAt)
            .Take(4 * SearchEverything.MostOfAGroup)
            .ToListAsync(ct);
        return waiting
            .Where(w => w.CanBeGrantedBy(signer))
            .SelectMany(w =>
                new[]
                {
                    new SearchHit(
                        Group,
                        "verified",
                        T["Grant waiver {0}…", w.Id],
                        T["{0} for {1}", $"{w.Policy}/{w.Rule}", ModelName.Of(w.Model, w.Version)],
                        Opens,
                        $"{ModelAddresses.Version(w.Model, w.Version)}?open=grant-{w.Id}"
                    ),
                    new SearchHit(
                        Group,
                        "block",
                        T["Refuse waiver {0}…", w.Id],
                        T["{0} for {1}", $"{w.Policy}/{w.Rule}", ModelName.Of(w.Model, w.Version)],
                        Opens,
                        $"{ModelAddresses.Version(w.Model, w.Version)}?open=refuse-{w.Id}"
                    ),
                }
            );
    }

    private static async Task<IEnumerable<SearchHit>> ProposalsAsync(GovernanceDbContext db, Signer signer, CancellationToken ct)
    {
        var open = await db
            .PolicyProposals.AsNoTracking()
            .Where(p => p.State == ProposalState.Open)
            .OrderBy(p => p.Id)
            .Take(2 * SearchEverything.MostOfAGroup)
            .ToListAsync(ct);
        return open.Where(p => p.CanBeApprovedBy(signer))
            .SelectMany(p =>
                new[]
                {
                    new SearchHit(
                        Group,
                        "policy",
                        T["Approve proposal {0}…", p.Id],
                        $"{p.Name} {p.Version}",
                        Opens,
                        $"/policies/changes/{p.Id}?open=approve"
                    ),
                    new SearchHit(
                        Group,
                        "policy",
                        T["Reject proposal {0}…", p.Id],
                        $"{p.Name} {p.Version}",
                        Opens,
                        $"/policies/changes/{p.Id}?open=reject"
                    ),
                }
            );
    }

    private static async Task<IEnumerable<SearchHit>> PromotionsAsync(GovernanceDbContext db, string pattern, CancellationToken ct)
    {
        var versions = await db
            .Versions.AsNoTracking()
            .Where(v => v.Stage == Stage.Development || v.Stage == Stage.Staging)
            .Where(v =>
                EF.Functions.Like(v.Model, pattern, Escape)
                || db.Models.Any(m => m.Name == v.Model && EF.Functions.Like(m.DisplayName.ToLower(), pattern, Escape))
            )
            .OrderByDescending(v => v.RegisteredAt)
            .Take(2)
            .Select(v => new
            {
                v.Model,
                v.Version,
                DisplayName = db.Models.Where(m => m.Name == v.Model).Select(m => m.DisplayName).First(),
            })
            .ToListAsync(ct);
        return versions.Select(v => new SearchHit(
            Group,
            "approval",
            T["Request promotion of {0} {1}…", v.DisplayName, v.Version],
            v.Model,
            Opens,
            $"{ModelAddresses.Version(v.Model, v.Version)}?open=promotion"
        ));
    }

    private static IEnumerable<SearchHit> Beginnings(Access access)
    {
        if (access.Has(Permission.WriteIncidents))
        {
            yield return new(Group, "emergency_home", T["Declare incident…"], "", Opens, "/incidents?declare=1");
        }

        if (access.Has(Permission.WriteRegistry))
        {
            yield return new(Group, "deployed_code", T["Register model…"], "", Opens, "/models?open=register");
        }

        if (access.Has(Permission.WriteRisks))
        {
            yield return new(Group, "shield", T["New risk…"], "", Opens, "/risks?open=risk");
        }

        if (access.Has(Permission.ProposePolicy))
        {
            yield return new(Group, "policy", T["Propose policy change…"], "", T["opens the page"], "/policies/propose");
        }
    }
}
