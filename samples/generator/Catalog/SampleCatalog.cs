using Governance.Samples.Models;
using Governance.Samples.Simulation;

namespace Governance.Samples.Catalog;

internal static class SampleCatalog
{
    private const ulong TrafficSeed = 20260914;
    private const ulong CreditSeed = 20260309;
    private const ulong PricingSeed = 20260709;
    private const ulong AssistantSeed = 20261012;

    /// <summary>All samples, in the order in which they are written and loaded.</summary>
    public static IReadOnlyList<SampleDefinition> All() => [Traffic(), Credit(), Pricing(), Assistant()];

    public static SampleDefinition Traffic() =>
        new()
        {
            Folder = "ids",
            ModelId = "netflow-detector",
            DisplayName = "Network intrusion detector",
            RiskClass = "limited",
            Purpose = "Flag network connections that look like an attack, for triage by a security analyst.",
            Task = "binary: 1 = attack, 0 = normal",
            NotFor = ["automatic blocking without analyst review", "monitoring of the behaviour of individual employees"],
            OwnerRole = "security operations",
            Use = "security",
            Users = "analysts of the security operations centre",
            TrainingData = "simulated network connections (seeded mixture of six benign and five hostile kinds)",
            Limitations =
            [
                "traffic is simulated and simpler than a real network",
                "attacks that imitate ordinary uploads were not in the training data of 1.0.0 and 1.1.0",
                "the service quic was unknown when the models were trained",
            ],
            ThresholdRule = "highest F1 on the threshold rows, steps of 0.01",
            ThresholdValue = (tp, fp, fn) => 2.0 * tp / ((2 * tp) + fp + fn),
            SliceFeature = "protocol",
            Seed = TrafficSeed,
            Data = new TrafficSimulator(TrafficSeed).Simulate(),
            Versions =
            [
                new(
                    "1.0.0",
                    true,
                    "logistic regression (L2, C=1)",
                    false,
                    Day(2026, 8, 20),
                    Day(2026, 10, 19),
                    (data, rows) => LogisticTrainer.Train(data.Features, AllBut(data), rows)
                ),
                new(
                    "1.1.0",
                    false,
                    "gradient boosting (50 trees, 6 leaves)",
                    false,
                    Day(2026, 10, 12),
                    Day(2026, 10, 26),
                    (data, rows) => new BoostingTrainer(50, 6, 0.12).Train(data.Features, AllBut(data), rows)
                ),
                new(
                    "2.0.0",
                    false,
                    "gradient boosting (70 trees, 8 leaves), red-team rows added",
                    true,
                    Day(2026, 11, 3),
                    Day(2026, 11, 10),
                    (data, rows) => new BoostingTrainer(70, 8, 0.12).Train(data.Features, AllBut(data), rows)
                ),
            ],
        };

    public static SampleDefinition Credit() =>
        new()
        {
            Folder = "credit",
            ModelId = "credit-default",
            DisplayName = "Credit default scoring",
            RiskClass = "high",
            Purpose =
                "Estimate the probability that a natural person misses the first payments of a consumer credit; used to grant or decline it.",
            RegulatoryNote = "Creditworthiness evaluation of natural persons: EU AI Act Annex III point 5(b).",
            Task = "binary: 1 = default (application declined), 0 = no default (granted)",
            NotFor = ["pricing of insurance", "detection of financial fraud", "decisions without the possibility of human review"],
            OwnerRole = "retail credit risk",
            Use = "credit",
            Users = "credit officers of the retail bank",
            TrainingData = "simulated applicants (seeded)",
            Limitations =
            [
                "applicants are simulated; no real person is described",
                "2.1.0 uses career breaks, which are five times as frequent among women in this simulation",
                "platform work did not occur in the training data",
            ],
            ThresholdRule = "lowest cost on the threshold rows, a missed default costing four declined good applicants, steps of 0.01",
            ThresholdValue = (_, fp, fn) => -(fp + (4.0 * fn)),
            SliceFeature = null,
            FavourableOutcome = "predicted_label = 0 (credit granted)",
            SelectedOutcome = "predicted_label = 1 (credit declined)",
            Seed = CreditSeed,
            Data = new CreditSimulator(CreditSeed).Simulate(),
            Versions =
            [
                new(
                    "2.0.0",
                    true,
                    "logistic regression (L2, C=1)",
                    false,
                    Day(2025, 11, 20),
                    Day(2026, 10, 12),
                    (data, rows) => LogisticTrainer.Train(data.Features, AllBut(data, "cash_flow_volatility", "career_break_months"), rows)
                ),
                new(
                    "2.1.0",
                    false,
                    "gradient boosting (60 trees, 6 leaves) with cash flow and career breaks",
                    false,
                    Day(2026, 11, 2),
                    Day(2026, 11, 9),
                    (data, rows) => new BoostingTrainer(60, 6, 0.1).Train(data.Features, AllBut(data), rows)
                ),
                new(
                    "2.2.0",
                    false,
                    "gradient boosting (60 trees, 6 leaves) with cash flow, without career breaks",
                    false,
                    Day(2026, 11, 5),
                    Day(2026, 11, 11),
                    (data, rows) => new BoostingTrainer(60, 6, 0.1).Train(data.Features, AllBut(data, "career_break_months"), rows)
                ),
            ],
        };

    public static SampleDefinition Pricing() =>
        new()
        {
            Folder = "pricing",
            ModelId = "loan-pricing",
            DisplayName = "Loan price acceptance",
            RiskClass = "limited",
            Purpose =
                "Estimate the probability that a customer takes a consumer loan at the quoted rate; used to choose among approved price bands.",
            RegulatoryNote =
                "It does not decide who gets credit (EU AI Act Annex III point 5(b) is about that); prices are bound to published bands.",
            Task = "binary: 1 = takes the loan at the quoted rate, 0 = does not (offered a discount within the band)",
            NotFor = ["decisions on granting credit", "prices outside the published bands"],
            OwnerRole = "retail lending",
            Use = "pricing",
            Users = "pricing desk of the retail bank",
            TrainingData = "simulated offers (seeded)",
            Limitations =
            [
                "customers are simulated; no real person is described",
                "comparison sites did not occur in the training data",
                "a competitor's campaign was not in the training data",
            ],
            ThresholdRule = "highest F1 on the threshold rows, steps of 0.01",
            ThresholdValue = (tp, fp, fn) => 2.0 * tp / ((2 * tp) + fp + fn),
            SliceFeature = "channel",
            FavourableOutcome = "predicted_label = 0 (offered a discount)",
            SelectedOutcome = "predicted_label = 1 (quoted rate, no discount)",
            Seed = PricingSeed,
            Data = new PricingSimulator(PricingSeed).Simulate(),
            Versions =
            [
                new(
                    "1.0.0",
                    true,
                    "logistic regression (L2, C=1)",
                    false,
                    Day(2026, 3, 30),
                    Day(2026, 10, 20),
                    (data, rows) => LogisticTrainer.Train(data.Features, AllBut(data), rows)
                ),
                new(
                    "1.1.0",
                    false,
                    "gradient boosting (30 trees, 6 leaves)",
                    false,
                    Day(2026, 10, 28),
                    Day(2026, 11, 9),
                    (data, rows) => new BoostingTrainer(30, 6, 0.12).Train(data.Features, AllBut(data), rows)
                ),
            ],
        };

    public static SampleDefinition Assistant() =>
        new()
        {
            Folder = "assistant",
            ModelId = "policy-assistant",
            DisplayName = "Policy assistant",
            RiskClass = "limited",
            Purpose =
                "Answer questions of staff from the bank's policies. Each answer is scored before it is shown: the probability that it is not grounded in the passages retrieved.",
            RegulatoryNote = "People are told that they talk to a machine: EU AI Act Article 50(1).",
            Task = "binary: 1 = answer not grounded (shown with a warning and sent to review), 0 = grounded",
            NotFor = ["advice to customers", "legal advice", "questions that the policies do not cover"],
            OwnerRole = "operations",
            Use = "assistant",
            Users = "staff of the bank",
            TrainingData = "simulated questions and answers with the judgement of a reviewer (seeded)",
            Limitations =
            [
                "questions and answers are simulated as figures; there are no texts",
                "the topic ai_use did not occur in the training data",
                "attacks are limited to the five kinds of the suite",
            ],
            ThresholdRule = "highest F1 on the threshold rows, steps of 0.01",
            ThresholdValue = (tp, fp, fn) => 2.0 * tp / ((2 * tp) + fp + fn),
            SliceFeature = "language",
            Seed = AssistantSeed,
            Data = new AssistantSimulator(AssistantSeed).Simulate(),
            Suite = version => new AssistantSuite(AssistantSeed, version.Version, version.InUse ? 1 : 0.25),
            Versions =
            [
                new(
                    "1.0.0",
                    true,
                    "retrieval with a logistic regression as groundedness check",
                    false,
                    Day(2026, 9, 7),
                    Day(2026, 10, 19),
                    (data, rows) => LogisticTrainer.Train(data.Features, AllBut(data), rows)
                ),
                new(
                    "1.1.0",
                    false,
                    "retrieval with reranking; gradient boosting (30 trees, 6 leaves) as groundedness check",
                    false,
                    Day(2026, 11, 2),
                    Day(2026, 11, 10),
                    (data, rows) => new BoostingTrainer(30, 6, 0.12).Train(data.Features, AllBut(data), rows)
                ),
            ],
        };

    private static string[] AllBut(Data.SampleDataSet data, params string[] excluded) =>
        [.. data.Features.Features.Select(f => f.Name).Except(excluded, StringComparer.Ordinal)];

    private static DateTimeOffset Day(int year, int month, int day) => new(year, month, day, 9, 0, 0, TimeSpan.Zero);
}
