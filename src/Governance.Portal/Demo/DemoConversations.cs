using System.Text;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Conversations;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Portal.Approvals.Conversations;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>What the demo's people say about the request that waits for signatures, and about a risk.</summary>
internal sealed class DemoConversations(IDbContextFactory<GovernanceDbContext> dbFactory, PostComment post)
{
    private const string Questions = """
        # Questions for the review of netflow-detector 2.0.0

        1. Which attack types does the card name as limits?
        2. Who watches the traffic that the model lets pass?
        3. When is the next look at the thresholds?
        """;

    /// <summary>Plays it.</summary>
    /// <param name="owner">The model owner.</param>
    /// <param name="legal">The legal reviewer.</param>
    /// <param name="officer">The risk officer.</param>
    /// <param name="say">Told what was made.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Refusal?> RunAsync(Actor owner, Actor legal, Actor officer, Action<string> say, CancellationToken ct)
    {
        PromotionId promotion;
        RiskId risk;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            promotion = await db
                .Promotions.Where(p => p.Model == "netflow-detector" && p.State == PromotionState.Open)
                .OrderBy(p => p.Id)
                .Select(p => p.Id)
                .FirstAsync(ct);
            risk = await db.Risks.OrderBy(r => r.Id).Select(r => r.Id).FirstAsync(ct);
        }

        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(Questions));
        var received = await post.ReceiveAsync(legal, bytes, "review-questions.md", ct);
        if (received.Refusal is { } refusal)
        {
            return refusal;
        }

        await using var questions = received.Value;
        var about = ConversationSubject.Of(promotion);
        var asked = await post.RunAsync(
            legal,
            about,
            "@owner@demo.example, before I sign: the attached questions came up in our meeting. **The first one** matters most to me.",
            [questions],
            ct
        );
        if (asked.Refusal is { } unasked)
        {
            return unasked;
        }

        var answered = await post.RunAsync(
            owner,
            about,
            "@legal@demo.example\n\n1. The rare ones, where there are few examples to learn from. We keep a risk open for "
                + "them.\n2. The operations centre, with signature rules alongside the model.\n3. With the next monthly window.",
            [],
            ct
        );
        if (answered.Refusal is { } unanswered)
        {
            return unanswered;
        }

        var noted = await post.RunAsync(
            officer,
            ConversationSubject.Of(risk),
            "@owner@demo.example, please look at the newest window before the next review. If the shift stays, we should "
                + "bring the review forward.",
            [],
            ct
        );
        say($"{promotion} and {risk}: a conversation with mentions and a file");
        return noted.Refusal;
    }
}
