using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Compliance.Documents;

namespace Governance.Portal.Demo;

/// <summary>
/// What people have written so far for the documents of the demo's credit system. Some points are still open, and stay visible as gaps.
/// </summary>
internal sealed class DemoTexts(WriteSection write)
{
    private static readonly (string Document, string Point, string? State, string Text)[] s_texts =
    [
        (
            DocumentLibrary.AnnexIv,
            "AIV-1-a",
            null,
            "The score is used by loan officers of the retail bank when they decide on consumer loans of up to 50,000 "
                + "euros. It is not used for mortgages, for pricing, for the detection of fraud, or without a person who decides. "
                + "Release 2.0.0 replaces the score card of 2019."
        ),
        (
            DocumentLibrary.AnnexIv,
            "AIV-1-b",
            null,
            "The service asks the credit bureau for its score. When the bureau does not answer, no score is produced and "
                + "the application goes to a loan officer; the service desk sees the outage within five minutes."
        ),
        (
            DocumentLibrary.AnnexIv,
            "AIV-1-c",
            null,
            "Only a version with three sign-offs is deployed. Libraries are updated only with a new version, never in "
                + "place; compatibility is tested against the reference data first."
        ),
        (DocumentLibrary.AnnexIv, "AIV-1-d", null, "One form of supply: an internal service called by the loan desk application."),
        (
            DocumentLibrary.AnnexIv,
            "AIV-1-e",
            null,
            "Two processor cores and two gigabytes of memory per node. Below that, answers take longer than two seconds and "
                + "the application goes to a loan officer."
        ),
        (DocumentLibrary.AnnexIv, "AIV-1-f", "not-applicable", "The system is software; it is not part of a physical product."),
        (
            DocumentLibrary.AnnexIv,
            "AIV-1-g",
            null,
            "The loan officer sees the score after a first opinion is recorded, with the three factors that weigh most, a "
                + "warning when an input lies outside the trained range, and a button that stops the use for this application."
        ),
        (
            DocumentLibrary.AnnexIv,
            "AIV-2-a",
            null,
            "The model was trained by the bank on its own pipeline. No pre-trained model is used; the libraries are listed "
                + "in the software bill of materials."
        ),
        (
            DocumentLibrary.AnnexIv,
            "AIV-2-c",
            null,
            "An application arrives with its features, the bureau's score is added, the model answers with a probability, "
                + "the threshold gives a recommendation, and the loan officer decides. Training took less than one processor "
                + "hour."
        ),
        (
            DocumentLibrary.AnnexIv,
            "AIV-2-e",
            null,
            "A loan officer decides every application and may decide otherwise; overrides are logged with a "
                + "reason. Two days of training precede the first use. No one is measured by how often they follow the score."
        ),
        (
            DocumentLibrary.AnnexIv,
            "AIV-3-1",
            null,
            "The score ranks applicants well on average and worse for very short credit histories. It knows nothing about "
                + "an applicant's plans. Differences between groups are listed with the test reports."
        ),
        (
            DocumentLibrary.AnnexIv,
            "AIV-4",
            null,
            "A wrong refusal harms the applicant, a wrong approval harms the bank and, through over-indebtedness, the "
                + "applicant. The rates of false positives and false negatives are therefore both bounded, and the threshold follows from "
                + "their agreed weights, not from accuracy."
        ),
        (
            DocumentLibrary.Fria,
            "FR-a",
            null,
            "Consumer loans at the loan desk: the officer records a first opinion, sees the score, decides, and tells "
                + "the applicant the decision with its three main reasons."
        ),
        (
            DocumentLibrary.Fria,
            "FR-c",
            null,
            "Applicants for consumer loans in Germany and France, about 40,000 a year. Young adults and people with "
                + "short credit histories are most exposed."
        ),
        (
            DocumentLibrary.PmmPlan,
            "PM-2",
            null,
            "Owner: the model owner. Analyst: the model risk team. Decision to stop: the risk officer, at any time."
        ),
        (
            DocumentLibrary.PmmPlan,
            "PM-12",
            null,
            "Windows arrive weekly and are compared when they arrive; the report is created every quarter; the plan is "
                + "reviewed once a year and after every incident."
        ),
    ];

    /// <summary>Writes them. The first refusal ends it.</summary>
    public async Task<Refusal?> WriteAsync(Actor compliance, SystemId system, Action<string> say, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(say);
        foreach (var (document, point, state, text) in s_texts)
        {
            var written = await write.RunAsync(compliance, new(system, document, point, state, text, null, null), ct);
            if (written.Refusal is { } refusal)
            {
                return refusal;
            }
        }

        say($"{s_texts.Length} texts of technical documents, with gaps left open");
        return null;
    }
}
