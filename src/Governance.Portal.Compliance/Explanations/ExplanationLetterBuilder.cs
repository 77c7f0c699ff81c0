using Governance.Data;
using Governance.Domain;
using Governance.Domain.Explanations;
using Governance.Domain.Identity;
using Governance.Domain.Reports;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Reporting;
using Governance.Reporting.Explanations;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Compliance.Explanations;

/// <summary>The letter of a request whose explanation was reviewed: exactly the words that the reviewer read.</summary>
internal sealed class ExplanationLetterBuilder(IDbContextFactory<GovernanceDbContext> dbFactory) : IReportBuilder
{
    public string Kind => "explanation";

    public Permission Shows => Permission.ReadExplanations;

    public IReadOnlyList<string> Formats { get; } = ["pdf", "html"];

    /// <summary>A letter is in the language of the person it answers.</summary>
    public async Task<IReadOnlyList<string>> LanguagesAsync(GovernanceDbContext db, string subject, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return DisplayId.TryParse<ExplanationRequestId>(subject, out var id)
            ? await db.ExplanationRequests.AsNoTracking().Where(r => r.Id == id).Select(r => r.Language).ToListAsync(ct)
            : [];
    }

    public async Task<IReadOnlyList<ReportChoice>> ChoicesAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var found = await db
            .ExplanationRequests.AsNoTracking()
            .Where(r => r.State == ExplanationState.Reviewed || r.State == ExplanationState.Sent)
            .OrderByDescending(r => r.Id)
            .Take(ReportKinds.MaxChoices)
            .Select(r => new { r.Id, r.DecisionId })
            .ToListAsync(ct);
        return [.. found.Select(r => new ReportChoice(r.Id.ToString(), Wording.Verbatim($"{r.Id} ({r.DecisionId})")))];
    }

    public async Task<Result<string>> FindAsync(GovernanceDbContext db, string subject, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return !DisplayId.TryParse<ExplanationRequestId>(subject, out var id)
                ? ReportRefusals.SubjectUnknown($"Name the request that the explanation is for, such as EXR-0001.")
            : await db.ExplanationRequests.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } request
                ? ReportRefusals.SubjectUnknown($"There is no explanation request {id}.")
            : request.ErasedAt is not null ? ExplanationRefusals.AlreadyErased
            : request.State is not (ExplanationState.Reviewed or ExplanationState.Sent) ? ExplanationRefusals.NotReviewed
            : id.ToString();
    }

    public async Task<ReportRecord> BuildAsync(string subject, ReportDocument document, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(document);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        // Since it was asked for, the text may have been changed, or the person erased.
        var refusal = (await FindAsync(db, subject, ct)).Refusal;
        if (refusal is not null || !DisplayId.TryParse<ExplanationRequestId>(subject, out var id))
        {
            throw new ReportDataException((refusal ?? ExplanationRefusals.NotFound).Message);
        }

        var request = await db.ExplanationRequests.AsNoTracking().SingleAsync(r => r.Id == id, ct);
        var facts = await ReadExplanationFacts.OfAsync(db, request, ct);
        using var _ = Languages.Use(request.Language);
        return new ExplanationLetter
        {
            Document = document with { Language = request.Language },
            Request = subject,
            Words = new LetterWords(
                T["Explanation of a decision"],
                T["Your request under Article 86 of Regulation (EU) 2024/1689"],
                ExplanationText.Day(document.MadeAt),
                T["Our reference: {0}", subject],
                T["What this letter is about"],
                T["created on {0}", ExplanationText.Day(document.MadeAt)]
            ),
            Text = request.Text!.Text!,
            TextSha256 = request.Text.Sha256,
            Facts =
            [
                (T["Decision"], request.DecisionId),
                (T["Decided on"], ExplanationText.Day(request.DecisionTime)),
                (T["AI system"], facts.Systems.Count == 0 ? T["not on record"] : string.Join(", ", facts.Systems.Select(s => s.Name))),
                (T["Request received on"], ExplanationText.Day(request.ReceivedAt)),
                (T["Written by"], request.DraftedByName!),
                (T["Reviewed by"], request.ReviewedByName!),
            ],
            Decision = request.DecisionId,
            Commitment = facts.Commitment,
        };
    }
}
