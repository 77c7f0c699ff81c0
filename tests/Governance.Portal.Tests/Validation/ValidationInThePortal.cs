using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Validation;

internal sealed class ValidationInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/models/{Model}/validation", "/models/fraud-scorer/validation", "owner", 33),
        new("/models/{Model}/validation/{Id}", "/models/fraud-scorer/validation/VSC-0001", "owner", 28),
        new(null, "/api/v1/models/fraud-scorer/validation-schedules", "owner", 14),
        new(null, "/api/v1/models/fraud-scorer/held-out-sets", "owner", 13),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/models/{model}/validation-schedules"] = new(ScheduleValidation),
            ["PUT /api/v1/models/{model}/validation-schedules/{id}"] = new(ScheduleValidation),
            ["POST /api/v1/models/{model}/validation-schedules/{id}/runs"] = new(ScheduleValidation),
            ["POST /api/v1/models/{model}/validation-schedules/{id}:pause"] = new(ScheduleValidation),
            ["POST /api/v1/models/{model}/validation-schedules/{id}:resume"] = new(ScheduleValidation),
            ["POST /api/v1/models/{model}/held-out-sets/{id}:remove"] = new(ScheduleValidation),
            ["POST /api/v1/validation-runs/{id}:cancel"] = new(ScheduleValidation),
        };

    public string Operations { get; } =
        """
            engineer POST /api/v1/models/credit-default/versions {"version":"2.9.0",
              "artifact":{"sha256":"9372c470eeadd5ecd9c3c74c2b3cb633f8e2f2fad799250a0f70d652b6b825e4","sizeBytes":5,
              "mediaType":"text/plain"},
              "datasets":[{"name":"rows","version":"1","role":"test",
              "sha256":"b0b91ec1019e469cb6a12dbd8df211e34b1ed0cfe6f94c691eb2c7f5e805591f"}]}
            owner POST /api/v1/models/credit-default/validation-schedules {"version":"2.9.0",
              "endpoint":"$receiver","protocol":"mlflow","checks":["performance","consistency"],"everyDays":30} => schedule=id
            key GET /api/v1/models/credit-default/validation-schedules
            key GET /api/v1/models/credit-default/validation-schedules/$schedule
            owner PUT /api/v1/models/credit-default/validation-schedules/$schedule {"version":"2.9.0","endpoint":"$receiver",
              "protocol":"mlflow","checks":["performance"],"everyDays":7}
            owner POST /api/v1/models/credit-default/validation-schedules/$schedule/runs => run=id
            key GET /api/v1/models/credit-default/validation-schedules/$schedule/runs
            key GET /api/v1/validation-runs/$run
            owner POST /api/v1/validation-runs/$run:cancel
            owner POST /api/v1/models/credit-default/validation-schedules/$schedule:pause
            owner POST /api/v1/models/credit-default/held-out-sets?name=rows.csv [text/csv] a,label\n0.9,1\n0.1,0\n => set=id
            key GET /api/v1/models/credit-default/held-out-sets
            owner POST /api/v1/models/credit-default/held-out-sets/$set:remove {"reason":"Holds names"}
            owner POST /api/v1/models/credit-default/validation-schedules/$schedule:resume
            """;
}
