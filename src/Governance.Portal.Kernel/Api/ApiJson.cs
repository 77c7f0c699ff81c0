using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Cards;
using Governance.Domain.Compliance;
using Governance.Domain.Decisions;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Integrations;
using Governance.Domain.Kpis;
using Governance.Domain.Models;
using Governance.Domain.Models.MlFlow;
using Governance.Domain.Monitoring;
using Governance.Domain.Notifications;
using Governance.Domain.Reports;
using Governance.Domain.Retirements;
using Governance.Domain.Risks;
using Governance.Domain.Systems;

namespace Governance.Portal.Kernel.Api;

/// <summary>JSON as the API speaks it: camelCase, strict numbers, unknown members refused, enums and ids by their one spelling.</summary>
public static class ApiJson
{
    private static readonly IJsonTypeInfoResolver s_types = new DefaultJsonTypeInfoResolver();

    private static readonly JsonConverter[] s_converters =
    [
        new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
        new UtcTimeJson(),
        new HumanIdJson<UserId>(),
        new HumanIdJson<ApiKeyId>(),
        new HumanIdJson<PromotionId>(),
        new HumanIdJson<SignOffId>(),
        new HumanIdJson<DelegationId>(),
        new HumanIdJson<OverrideId>(),
        new HumanIdJson<GateRunId>(),
        new HumanIdJson<WaiverId>(),
        new HumanIdJson<PolicyProposalId>(),
        new HumanIdJson<PermitId>(),
        new HumanIdJson<EvidenceId>(),
        new HumanIdJson<DeploymentId>(),
        new HumanIdJson<WindowId>(),
        new HumanIdJson<ReportId>(),
        new HumanIdJson<AlertId>(),
        new HumanIdJson<MonitorId>(),
        new HumanIdJson<CardId>(),
        new HumanIdJson<RiskId>(),
        new HumanIdJson<IncidentId>(),
        new HumanIdJson<DecisionBatchId>(),
        new HumanIdJson<SystemId>(),
        new HumanIdJson<AssessmentId>(),
        new HumanIdJson<DestinationId>(),
        new HumanIdJson<AccessReviewId>(),
        new HumanIdJson<ChannelId>(),
        new HumanIdJson<HookCallId>(),
        new HumanIdJson<MlFlowImportId>(),
        new HumanIdJson<RetirementId>(),
        new HumanIdJson<SourceReviewId>(),
        new HumanIdJson<SubscriptionId>(),
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

    private sealed class HumanIdJson<T> : JsonConverter<T>
        where T : struct, IHumanId<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && HumanId.TryParse<T>(reader.GetString(), out var id)
                ? id
                : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(HumanId.Format(value));
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
