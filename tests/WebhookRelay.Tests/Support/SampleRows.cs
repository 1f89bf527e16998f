using System.Text;

namespace WebhookRelay.Tests.Support;

/// <summary>A handwritten row of each media type with every known member.</summary>
internal static class SampleRows
{
    public static IEnumerable<(string MediaType, byte[] Body)> All()
    {
        yield return Row("image", """{"asset_type":"image","mime_type":"image/png","height":1707,"width":2560,"exif_rotation":1}""", """
            {"objects":[
               {"feature_id":"a","feature_schema_id":"s","name":"Box","value":"box","annotation_kind":"ImageBoundingBox","bounding_box":{"top":1.5,"left":2,"height":3,"width":4},
                "classifications":[{"feature_id":"q","name":"Wet?","radio_answer":{"feature_id":"y","name":"Yes","value":"yes","classifications":[{"feature_id":"n","name":"Why","text_answer":{"content":"rain"}}]}}]},
               {"feature_id":"b","annotation_kind":"ImagePolygon","polygon":[{"x":1,"y":2},{"x":3,"y":4},{"x":1,"y":2}],"classifications":[]},
               {"feature_id":"c","annotation_kind":"ImagePolyline","line":[{"x":1,"y":2},{"x":3,"y":4}]},
               {"feature_id":"d","annotation_kind":"ImagePoint","point":{"x":1,"y":2}},
               {"feature_id":"e","annotation_kind":"ImageSegmentationMask","mask":{"url":"https://m"}},
               {"feature_id":"g","annotation_kind":"ImageSegmentationMask","composite_mask":{"url":"https://c","color_rgb":[1,2,3]}},
               {"feature_id":"k","annotation_kind":"ImageSegmentationMask","mask":{"url":"https://m"},"composite_mask":{"url":"https://c","color_rgb":[4,5,6]}}],
             "classifications":[{"feature_id":"h","name":"What","value":"what","checklist_answers":[{"feature_id":"i","name":"Cat","value":"cat","classifications":[]}]}],
             "relationships":[{"feature_id":"j","name":"eats","annotation_kind":"ImageUnidirectionalRelationship"}]}
            """);
        yield return Row("video", """{"mime_type":"video/mp4","frame_rate":25,"frame_count":310}""", """
            {"frames":{"1":{"objects":{"a":{"feature_id":"a","annotation_kind":"VideoBoundingBox","bounding_box":{"top":1,"left":2,"height":3,"width":4},"classifications":[]}},"classifications":[]},
                       "7":{"objects":{"b":{"feature_id":"b","annotation_kind":"VideoSegmentationMask","mask":{"url":"https://m"}}},"classifications":[{"feature_id":"c","radio_answer":{"name":"x"}}]}},
             "segments":{"a":[[1,3],[7,7]],"b":[[7,7]]},"key_frame_feature_map":{"a":{"1":true,"3":false}},"classifications":[]}
            """);
        yield return Row("text", """{"mime_type":"text/plain"}""", """{"objects":[{"feature_id":"a","annotation_kind":"TextEntity","location":{"start":10,"end":20,"token":"um dolor si"}}],"classifications":[],"relationships":[]}""");
        yield return Row("document", """{"asset_type":"pdf"}""", """
            {"objects":[{"feature_id":"a","annotation_kind":"DocumentBoundingBox","page_number":1,"bounding_box":{"top":1,"left":2,"height":3,"width":4},"page_dimensions":{"height":792.0,"width":612.0}},
                        {"feature_id":"b","annotation_kind":"DocumentEntityToken","location":{"groups":[{"id":"g","page_number":1,"tokens":["t","u"],"text":"two words"}]}}],"classifications":[]}
            """);
        yield return Row("geospatial", "{}", """{"objects":[{"feature_id":"a","annotation_kind":"GeoBoundingBox","geojson":{"type":"Polygon","coordinates":[[[1,2],[1,3],[4,3],[4,2],[1,2]]]}}],"classifications":[]}""");
        yield return Row("audio", """{"asset_type":"audio","mime_type":"audio/mpeg"}""", """{"classifications":[{"name":"t","text_answer":{"content":"la"}}],"segments":{},"timestamp":{}}""");
        yield return Row("conversational", """{"asset_type":"conversational","mime_type":"application/vnd.labelbox.conversational","labelable_ids":["0"],"message_count":1}""", """
            {"objects":[{"feature_id":"a","annotation_kind":"ConversationalTextEntity","conversational_location":{"message_id":"0","location":{"start":0,"end":8}}}],
             "classifications":[{"name":"q","message_id":"0","conversational_radio_answer":{"name":"a","classifications":[]}},{"name":"c","message_id":"0","conversational_checklist_answers":[{"name":"d"}]},{"name":"e","message_id":"0","conversational_text_answer":{"content":"f"}}],
             "relationships":[{"feature_id":"b","name":"answers","annotation_kind":"TextUnidirectionalRelationship"}]}
            """);
        yield return Row("html", """{"mime_type":"text/html"}""", """{"objects":[],"classifications":[{"name":"t","text_answer":{"content":"<b>"}}],"relationships":[]}""");
        yield return Row("dicom", "{}", """
            {"groups":{"Axial":{"name":"Axial","classifications":[],"frames":{"1":{"objects":{"a":{"feature_id":"a","annotation_kind":"DICOMPolyline","line":[{"x":1,"y":2}]}},"classifications":[]}}},"Sagittal":{"name":"Sagittal","classifications":[],"frames":{}}},
             "segments":{"Axial":{"a":[[1,1]]},"Sagittal":{}},"classifications":[],"key_frame_feature_map":{"a":{"Axial":{"1":true},"Sagittal":{}}}}
            """);
        yield return Row("llm-prompt-response-creation", """{"asset_type":"LLM_PROMPT_RESPONSE_CREATION"}""", """{"objects":[],"classifications":[{"name":"prompt","text_answer":{"content":"say"}},{"name":"response","radio_answer":{"name":"no"}}],"relationships":[]}""");
        yield return Row("llm", "{}", """
            {"objects":[{"feature_id":"a","annotation_kind":"MessageSingleSelection","selected_message":{"message_id":"m","model_config_name":"c","parent_message_id":"p"}},
                        {"feature_id":"b","annotation_kind":"MessageMultiSelection","selected_messages":{"messages":[{"message_id":"m","model_config_name":"c"}],"parent_message_id":"p"}},
                        {"feature_id":"d","annotation_kind":"MessageRanking","ranked_messages":{"ranked_messages":[{"message_id":"m","model_config_name":"c","order":1}],"parent_message_id":"p"}}],"classifications":[]}
            """);
    }

    private static (string MediaType, byte[] Body) Row(string mediaType, string mediaAttributes, string annotations)
    {
        var body = """
            {"data_row":{"id":"row-1","global_key":"g","external_id":"e","row_data":"https://r \u00e9 é 😞","details":{"dataset_id":"d","dataset_name":"n","created_at":"2024-04-08T16:21:26.000+00:00","updated_at":"2024-04-08T16:21:26.000+00:00","last_activity_at":"2024-04-08T16:34:01.000+00:00","created_by":"someone@example.com"}},
             "media_attributes":MEDIA,
             "attachments":[{"type":"IMAGE","value":"https://a"}],"metadata_fields":[{"schema_id":"s","name":"n","value":1e400}],
             "embeddings":[{"id":"e","name":"CLIP","dimensions":2,"is_custom":false,"values":[{"value":[-0.4192526042461395,1.5]}]}],
             "projects":{"project-1":{"name":"P","labels":[{"label_kind":"Default","version":"1.0.0","id":"label-1","annotations":ANNOTATIONS,
                "label_details":{"created_at":"2024-04-08T16:21:26.000+00:00","updated_at":"2024-04-08T16:34:02.000+00:00","created_by":"someone@example.com","content_last_updated_at":"2024-04-08T16:34:00.513+00:00","reviews":[]},
                "performance_details":{"seconds_to_create":66,"seconds_to_review":3,"skipped":false,"benchmark_score":0.5}}],
              "project_details":{"batch_id":"b","batch_name":"B","priority":5,"consensus_expected_label_count":0,"workflow_status":"IN_REVIEW","workflow_history":[{"action":"Move","created_at":"2024-04-08T16:34:03.000001+00:00","next_task_name":"t"}]},
              "project_tags":[]}},
             "experiments":{"model-1":{"runs":{"run-1":{"labels":[],"predictions":[{"annotations":ANNOTATIONS}]}}}},
             "unknown":{"to":["this",null,true,version]}}
            """;
        return (mediaType, Encoding.UTF8.GetBytes(body.Replace("MEDIA", mediaAttributes, StringComparison.Ordinal).Replace("ANNOTATIONS", annotations, StringComparison.Ordinal).Replace("version]", "0.10]", StringComparison.Ordinal)));
    }
}
