using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Cards;
using Governance.Domain.Compliance;
using Governance.Domain.Decisions;
using Governance.Domain.Decisions.Reviews;
using Governance.Domain.Explanations;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Intake;
using Governance.Domain.Integrations;
using Governance.Domain.Kpis;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Governance.Domain.Models.MlFlow;
using Governance.Domain.Monitoring;
using Governance.Domain.Notifications;
using Governance.Domain.Oversight;
using Governance.Domain.Reports;
using Governance.Domain.Retirements;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Governance.Domain.Targets;
using Governance.Domain.Threats;
using Governance.Domain.Validation;

namespace Governance.Portal.Kernel.Api;

/// <summary>JSON as the API speaks it: camelCase, strict numbers, unknown members refused, enums and ids by their one spelling.</summary>
public static class ApiJson
{
    private static readonly IJsonTypeInfoResolver s_types = new DefaultJsonTypeInfoResolver();

    private static readonly JsonConverter[] s_converters =
    [
        new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
        new UtcTimeJson(),
        new DisplayIdJson<UserId>(),
        new DisplayIdJson<ApiKeyId>(),
        new DisplayIdJson<PromotionId>(),
        new DisplayIdJson<SignOffId>(),
        new DisplayIdJson<DelegationId>(),
        new DisplayIdJson<OverrideId>(),
        new DisplayIdJson<GateRunId>(),
        new DisplayIdJson<WaiverId>(),
        new DisplayIdJson<PolicyProposalId>(),
        new DisplayIdJson<ModelReviewId>(),
        new DisplayIdJson<PostureId>(),
        new DisplayIdJson<PermitId>(),
        new DisplayIdJson<EvidenceId>(),
        new DisplayIdJson<DeploymentId>(),
        new DisplayIdJson<WindowId>(),
        new DisplayIdJson<ReportId>(),
        new DisplayIdJson<AlertId>(),
        new DisplayIdJson<MonitorId>(),
        new DisplayIdJson<CardId>(),
        new DisplayIdJson<RiskId>(),
        new DisplayIdJson<IncidentId>(),
        new DisplayIdJson<PlaybookVersionId>(),
        new DisplayIdJson<ExplanationRequestId>(),
        new DisplayIdJson<TierAssessmentId>(),
        new DisplayIdJson<ValidationId>(),
        new DisplayIdJson<FindingId>(),
        new DisplayIdJson<ModelChangeId>(),
        new DisplayIdJson<OverlayId>(),
        new DisplayIdJson<UseCaseId>(),
        new DisplayIdJson<ThreatModelId>(),
        new DisplayIdJson<ValidationScheduleId>(),
        new DisplayIdJson<ValidationRunId>(),
        new DisplayIdJson<HeldOutSetId>(),
        new DisplayIdJson<DecisionBatchId>(),
        new DisplayIdJson<DecisionReviewId>(),
        new DisplayIdJson<SystemId>(),
        new DisplayIdJson<OverseerId>(),
        new DisplayIdJson<StopTestId>(),
        new DisplayIdJson<SystemTargetsId>(),
        new DisplayIdJson<AssessmentId>(),
        new DisplayIdJson<DestinationId>(),
        new DisplayIdJson<AccessReviewId>(),
        new DisplayIdJson<ChannelId>(),
        new DisplayIdJson<HookCallId>(),
        new DisplayIdJson<MlFlowImportId>(),
        new DisplayIdJson<RetirementId>(),
        new DisplayIdJson<SourceReviewId>(),
        new DisplayIdJson<SubscriptionId>(),
    ];

    /// <summary>The options, for what is read or written outside an endpoint.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    /// <summary>Applies them.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.MaxDepth = 32;
        // The same for all options, so that what is found out about a type is found out once (System.Text.Json shares it between options
        // that are equal).
        options.TypeInfoResolver = s_types;
        foreach (var converter in s_converters)
        {
            options.Converters.Add(converter);
        }
    }

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(options);
        options.MakeReadOnly();
        return options;
    }

    private sealed class DisplayIdJson<T> : JsonConverter<T>
        where T : struct, IDisplayId<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && DisplayId.TryParse<T>(reader.GetString(), out var id)
                ? id
                : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(DisplayId.Format(value));
    }

    // RFC 3339 in UTC, with milliseconds only where there are any.
    private sealed class UtcTimeJson : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var time) ? time : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(
                value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", System.Globalization.CultureInfo.InvariantCulture)
            );
    }
}
