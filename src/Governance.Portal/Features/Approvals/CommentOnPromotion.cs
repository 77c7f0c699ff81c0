using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Features.Approvals;

/// <summary>Adds a remark to the conversation about a promotion.</summary>
public sealed class CommentOnPromotion(ActionRunner runner)
{
    /// <summary>Runs the action. A remark changes no bundle, and is possible on closed promotions too.</summary>
    public Task<Result<Done>> RunAsync(Actor actor, PromotionId id, string? text, CancellationToken ct) =>
        runner.RunAsync<Done>(actor, new Attempt("promotion.commented", id.ToString(), Permission.Comment), async (context, token) =>
        {
            if (!await context.Db.Promotions.AnyAsync(p => p.Id == id, token))
            {
                return PromotionRefusals.NotFound;
            }

            if (string.IsNullOrWhiteSpace(text))
            {
                return PromotionRefusals.CommentEmpty;
            }

            if (text.Length > SaltedText.MaxLength)
            {
                return PromotionRefusals.TextTooLong("text");
            }

            var comment = new PromotionComment
            {
                Promotion = id,
                Author = context.Access.Actor.Id,
                AuthorName = context.Access.PrintedName,
                At = context.Now,
                Text = SaltedText.Of(text.Trim()),
            };
            context.Db.PromotionComments.Add(comment);
            context.Append(
                new AuditEvent("promotion.commented", id.ToString(), new JsonObject { ["textSha256"] = comment.Text.Sha256 }),
                index => comment.LogIndex = index);
            return Done.Instance;
        }, ct);
}
