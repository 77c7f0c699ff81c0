using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.ModelRisk;

internal sealed class ModelRiskInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/model-risk", "/model-risk", Roles.RiskOfficer, 26),
        new("/models/{Model}/risk", "/models/fraud-scorer/risk", Roles.RiskOfficer, 29),
        new(null, "/api/v1/model-risk?limit=500", Roles.RiskOfficer, 16),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/models/{model}/tier"] = new(ManageModelRisk),
            ["POST /api/v1/models/{model}/tier/{id}:decide"] = new(ValidateModels),
            ["POST /api/v1/models/{model}/validations"] = new(ManageModelRisk),
            ["POST /api/v1/models/{model}/validations/{id}:report"] = Rule.Proof,
            ["POST /api/v1/models/{model}/validations/{id}:cancel"] = new(ManageModelRisk),
            ["POST /api/v1/models/{model}/validations/{id}/findings"] = new(ValidateModels),
            ["POST /api/v1/models/{model}/findings/{id}:close"] = new(ValidateModels),
            ["POST /api/v1/models/{model}/findings/{id}:move"] = new(ManageModelRisk),
            ["POST /api/v1/models/{model}/findings/{id}:decide"] = new(ValidateModels),
            ["POST /api/v1/models/{model}/changes"] = Rule.Proof,
            ["POST /api/v1/models/{model}/overlays"] = new(ManageModelRisk),
            ["POST /api/v1/models/{model}/overlays/{id}:approve"] = new(ValidateModels),
            ["POST /api/v1/models/{model}/overlays/{id}:end"] = new(ManageModelRisk),
        };

    public string Operations { get; } =
        """
            compliance POST /api/v1/models/credit-default/tier {"impact":"moderate","reach":"moderate","reliance":"low","method":"moderate",
              "data":"low","opacity":"low","materialityReason":"Decides on loans","complexityReason":"Boosted trees"}
            compliance POST /api/v1/models/credit-default/tier {"impact":"moderate","reach":"moderate","reliance":"low","method":"moderate",
              "data":"low","opacity":"low","materialityReason":"Decides on loans","complexityReason":"Boosted trees","tier":"tier4",
              "reason":"Only a pilot"} => tier=id
            risk POST /api/v1/models/credit-default/tier/$tier:decide {"confirm":false}
            key GET /api/v1/models/credit-default/tier
            risk POST /api/v1/models/credit-default/validations {"version":"2.1.0","scope":"Retail loans","tests":"Calibration",
              "validator":"risk@demo.example","dueOn":"$laterDay"} => validation=id
            risk POST /api/v1/models/credit-default/validations/$validation/findings {"severity":"low","text":"The guide is short",
              "owner":"owner@demo.example","dueOn":"$soonDay"} => finding=id
            owner POST /api/v1/models/credit-default/findings/$finding:move {"dueOn":"$laterDay","reason":"The new data come later"}
            risk POST /api/v1/models/credit-default/findings/$finding:decide {"confirm":true}
            risk POST /api/v1/models/credit-default/findings/$finding:close {"evidence":"$digest64","closure":"Rewritten"}
            risk POST /api/v1/models/credit-default/validations/$validation:report {"conclusion":"fit","summary":"All tests met",
              "challenged":"The window","outcome":"Kept, with reasons"}
            key GET /api/v1/models/credit-default/validations/$validation
            risk POST /api/v1/models/credit-default/validations {"version":"2.1.0","scope":"Retail loans","tests":"Calibration",
              "validator":"security@demo.example","dueOn":"$laterDay"} => validation=id
            risk POST /api/v1/models/credit-default/validations/$validation:cancel
            owner POST /api/v1/models/credit-default/changes {"version":"2.1.0","material":false,"reason":"The same features"}
            compliance POST /api/v1/models/credit-default/overlays {"kind":"limitation","text":"Not for start-ups",
              "reviewOn":"$laterDay","owner":"owner@demo.example"} => overlay=id
            risk POST /api/v1/models/credit-default/overlays/$overlay:approve
            owner POST /api/v1/models/credit-default/overlays/$overlay:end {"reason":"Version 2.1.0 sees them"}
            key GET /api/v1/models/credit-default/validations
            key GET /api/v1/models/credit-default/findings
            key GET /api/v1/models/credit-default/changes
            key GET /api/v1/models/credit-default/overlays
            key GET /api/v1/model-risk?tier=none
            key GET /api/v1/model-risk/export
            """;
}
