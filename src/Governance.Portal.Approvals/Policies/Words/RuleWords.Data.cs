using Governance.Policies;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Approvals.Policies.Words;

/// <content>Rules about the data that versions are made from.</content>
internal static partial class RuleWords
{
    private static (Phrase, Phrase, IEnumerable<Phrase?>) DataSensitivity(RuleParameters given) =>
        (
            new("Sensitivity of the data"),
            given.Text("max") switch
            {
                "public" => new("at most public"),
                "internal" => new("at most internal"),
                "confidential" => new("at most confidential"),
                _ => new("at most restricted"),
            },
            [
                given.Text("personalData") switch
                {
                    "deny" => new("Without personal data"),
                    "allow" => new("Personal data is allowed"),
                    _ => null,
                },
                given.Text("specialCategories") switch
                {
                    "deny" => new("Without special categories of personal data"),
                    "allow" => new("Special categories of personal data are allowed"),
                    _ => null,
                },
                Unrecorded(given),
            ]
        );

    private static Phrase Quality(string check) => new(QualityChecks.Name(check));

    private static Phrase? Unrecorded(RuleParameters given) =>
        given.Text("unrecorded") switch
        {
            "warn" => new("Datasets without a record are only reported"),
            "deny" => new("Datasets without a record block promotion"),
            _ => null,
        };
}
